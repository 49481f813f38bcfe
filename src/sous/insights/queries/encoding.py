"""The encoder of this workspace, loaded once a process."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from sous.engines import vectors


def encoder() -> vectors.Encoder:
    """What ``SOUS_ENCODER`` names: nothing (the packaged model), a folder, or an endpoint.

    An endpoint speaks the embeddings protocol: ``https://host/v1?model=NAME&dimensions=768``.
    """
    return _encoder(settings.ENCODER)


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
