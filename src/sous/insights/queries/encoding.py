"""The encoder of this workspace, loaded once a process."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from sous.engines import vectors
from sous.engines.vectors import ModelUnusable


def encoder() -> vectors.Encoder:
    """What ``SOUS_ENCODER`` names: nothing (the packaged model), a folder, or an endpoint.

    An endpoint speaks the embeddings protocol: ``https://host/v1?model=NAME&dimensions=768``.
    """
    return _encoder(settings.ENCODER)


BULK = 25_000  # texts that wait; so many take the exact encoder about a quarter of a minute


def bulk_encoder(waiting: int, texts: Callable[[], Iterable[str]]) -> vectors.FastEncoder | None:
    """What imitates the encoder where very many texts wait; None where it does them itself.

    It is learnt once, from a fair sample of ``texts()``, and kept in the data folder: the mapping
    stays the same for as long as the model does. Its vectors lie in the space of the model.
    """
    model = encoder()
    if waiting <= BULK or not isinstance(model, vectors.MiniLM):
        return None
    from sous.engines.vectors.fast import fair_sample

    folder = Path(settings.DATA) / "encoders"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{sha256(model.name.encode()).hexdigest()[:16]}.npz"
    if path.exists():
        try:
            return vectors.FastEncoder.load(path, base=model)
        except (ModelUnusable, OSError, ValueError, KeyError):
            path.unlink(missing_ok=True)  # of another version: learnt anew
    made = vectors.FastEncoder.fit(fair_sample(texts()), base=model)
    made.forget_sample()  # what customers said stays in the database, where it can be erased
    made.save(path)
    return made


@functools.lru_cache(maxsize=2)
def _encoder(chosen: str) -> vectors.Encoder:
    if not chosen:
        return vectors.default_encoder()
    if chosen.startswith(("http://", "https://")):
        return _remote(chosen)
    return vectors.FolderEncoder(Path(chosen))


def _remote(address: str) -> vectors.Encoder:
    parts = urlsplit(address)
    options = parse_qs(parts.query)
    try:
        model, dimensions = options["model"][0], int(options["dimensions"][0])
    except (KeyError, ValueError) as error:
        raise ImproperlyConfigured(
            "SOUS_ENCODER must look like https://host/v1?model=NAME&dimensions=768"
        ) from error
    base = urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))

    def ask(texts: Sequence[str]) -> list[list[float]]:
        from openai import OpenAI

        client = OpenAI(base_url=base, api_key=settings.LLM_KEY or "none", timeout=60)
        answer = client.embeddings.create(model=model, input=list(texts), encoding_format="float")
        return [row.embedding for row in answer.data]

    return vectors.RemoteEncoder(ask, name=f"{model}@{parts.netloc}", dimensions=dimensions)
