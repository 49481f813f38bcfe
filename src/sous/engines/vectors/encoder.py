"""The encoder: texts in, one vector of length one each out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Protocol

import numpy as np

from sous.engines.vectors.errors import ModelUnusable
from sous.engines.vectors.minilm import (
    Weights,
    build_graph,
    compile_graph,
    read_weights,
    unpacked_words,
)
from sous.engines.vectors.packaged import TOKENIZER, WEIGHTS
from sous.engines.vectors.tokens import Tokens

Progress = Callable[[int, int | None], None]

# Texts are taken in chunks, so that any stream can be encoded in bounded memory. Within a chunk, a
# batch holds texts of one length in tokens: nothing is computed on padding, and the shape a text is
# computed in, on which the last bits depend, is its own.
CHUNK = 8192
BATCH_TOKENS = 1024


class Encoder(Protocol):
    """Anything that turns texts into vectors of length one (float32, one row per text)."""

    @property
    def name(self) -> str:
        """Names the space the vectors lie in: vectors with different names are not comparable."""
        ...

    @property
    def dimensions(self) -> int: ...

    def encode(self, texts: Iterable[str], *, progress: Progress | None = None) -> np.ndarray: ...


class LocalEncoder:
    """An encoder that runs on this machine. The model is loaded at its first use, once.

    The same text gives the same vector, bit for bit, whatever else is encoded beside it. May be
    used from several threads at a time.
    """

    name = ""
    prefix = ""  # put before every text, where a model was trained so

    def __init__(self, *, threads: int | None = None) -> None:
        self._threads = threads
        self._lock = threading.RLock()
        self._tokens: Tokens | None = None
        self._compiled: Any = None

    def _read_tokens(self) -> Tokens:
        raise NotImplementedError

    def _compile(self) -> Any:
        raise NotImplementedError

    def _compiled_for_here(self, graph: Any) -> Any:
        return compile_graph(graph, threads=self._threads)

    def _run(self, request: Any, tokens: np.ndarray) -> np.ndarray:
        """Vectors of one batch; `tokens` int32 (n, length)."""
        return np.asarray(request.infer([tokens])[0])

    @property
    def tokens(self) -> Tokens:
        """The model's tokenizer."""
        with self._lock:
            if self._tokens is None:
                self._tokens = self._read_tokens()
            return self._tokens

    @property
    def dimensions(self) -> int:
        return int(self.encode([""]).shape[1])

    def load(self) -> None:
        """Read and compile the model now rather than at the first text."""
        with self._lock:
            _ = self.tokens
            if self._compiled is None:
                self._compiled = self._compile()

    def encode(self, texts: Iterable[str], *, progress: Progress | None = None) -> np.ndarray:
        """Vectors float32 (n, dimensions) of length one. An empty text has a vector too."""
        total = len(texts) if isinstance(texts, Sequence) else None
        parts, done = [], 0
        for part in self.encode_stream(texts):
            parts.append(part)
            done += len(part)
            if progress is not None:
                progress(done, total)
        if not parts:
            return np.empty((0, self.dimensions), np.float32)
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def encode_stream(self, texts: Iterable[str]) -> Iterator[np.ndarray]:
        """The same, chunk by chunk in order, never holding more than a chunk."""
        stream = iter(texts)
        while chunk := list(islice(stream, CHUNK)):
            yield self._chunk(chunk)

    def _chunk(self, texts: list[str]) -> np.ndarray:
        self.load()
        places: dict[str, int] = {}
        which = np.fromiter((places.setdefault(text, len(places)) for text in texts), np.int64)
        ids = self.tokens.ids([self.prefix + text for text in places])
        lengths = np.fromiter((len(one) for one in ids), np.int64, len(ids))
        request = self._compiled.create_infer_request()
        rows: np.ndarray | None = None
        for batch in batches(lengths):
            result = self._run(request, np.array([ids[index] for index in batch], np.int32))
            if rows is None:
                rows = np.empty((len(ids), result.shape[1]), np.float32)
            rows[batch] = result
        assert rows is not None
        return unit(rows)[which]


class MiniLM(LocalEncoder):
    """all-MiniLM-L6-v2 out of installed packages; 384 dimensions, English first."""

    name = "all-MiniLM-L6-v2"

    def __init__(self, *, threads: int | None = None) -> None:
        super().__init__(threads=threads)
        self._weights: Weights | None = None

    @property
    def dimensions(self) -> int:
        return 384

    @property
    def token_embedding(self) -> np.ndarray:
        """The model's first layer, one float32 row of 384 per token: a static embedding."""
        with self._lock:
            return unpacked_words(self._read())

    def for_others(self, texts: Sequence[str]) -> np.ndarray:
        """Which texts (n,) go through another model than this one: none, unless there is one."""
        return np.zeros(len(texts), bool)

    def _read_tokens(self) -> Tokens:
        return Tokens(TOKENIZER.read())

    def _read(self) -> Weights:
        if self._weights is None:
            self._weights = read_weights(WEIGHTS.read())
        return self._weights

    def _compile(self) -> Any:
        return self._compiled_for_here(build_graph(self._read()))


def batches(lengths: np.ndarray) -> Iterator[np.ndarray]:
    """Indices of texts of one length, shortest first, about BATCH_TOKENS tokens at a time."""
    order = np.argsort(lengths, kind="stable")
    for same in np.split(order, np.flatnonzero(np.diff(lengths[order])) + 1):
        size = max(1, BATCH_TOKENS // int(lengths[same[0]]))
        for start in range(0, len(same), size):
            yield same[start : start + size]


def unit(rows: np.ndarray) -> np.ndarray:
    """Scale each row to length one (float32). Raises ModelUnusable where there is no direction."""
    rows = np.asarray(rows, np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
    if not np.all(np.isfinite(lengths)) or not np.all(lengths > 0):
        raise ModelUnusable("The model gave a vector without a direction.")
    return np.asarray(rows / lengths, np.float32)


_default: MiniLM | None = None
_default_lock = threading.Lock()


def default_encoder() -> MiniLM:
    """The encoder of this process when none is named: shared, loaded at its first text.

    MiniLM, with a second model for texts that are not in English where that one is installed.
    """
    global _default
    with _default_lock:
        if _default is None:
            from sous.engines.vectors.multilingual import installed_encoder

            _default = installed_encoder()
        return _default


def encode(
    texts: Iterable[str], *, model: Encoder | None = None, progress: Progress | None = None
) -> np.ndarray:
    """Vectors of `texts`: float32 (n, dimensions), each row of length one.

    `texts` may be any iterable of strings; `progress` is called with (texts done, total or None).
    Without `model`, the default encoder: 384 dimensions, English as all-MiniLM-L6-v2 has it, other
    languages beside English texts of like meaning where multilingual-e5-small is installed.
    """
    return (model or default_encoder()).encode(texts, progress=progress)
