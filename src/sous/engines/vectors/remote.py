"""An encoder that is somewhere else: the caller brings the wire, this engine touches no network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

import numpy as np

from sous.engines.vectors.encoder import Progress, unit
from sous.engines.vectors.errors import ModelUnusable
from sous.engines.vectors.tokens import tidy

Ask = Callable[[list[str]], Sequence[Sequence[float]]]


class RemoteEncoder:
    """Vectors from `ask`, a function that sends texts and gives one list of numbers for each.

    With an OpenAI-compatible endpoint, `ask` is one line of the client in use:
    `lambda texts: [row.embedding for row in client.embeddings.create(model=m, input=texts).data]`.
    Whatever `ask` raises passes through; ModelUnusable when the answer has another shape.
    """

    def __init__(self, ask: Ask, *, name: str, dimensions: int, batch: int = 128) -> None:
        self._ask = ask
        self.name = name
        self.dimensions = dimensions
        self._batch = batch

    def encode(self, texts: Iterable[str], *, progress: Progress | None = None) -> np.ndarray:
        """Vectors float32 (n, dimensions), each scaled to length one."""
        total = len(texts) if isinstance(texts, Sequence) else None
        stream, parts, done = iter(texts), [], 0
        while part := list(islice(stream, self._batch)):
            # Endpoints refuse an empty text; a full stop stands in for it.
            answer = np.asarray(self._ask([tidy(text).strip() or "." for text in part]), np.float32)
            if answer.shape != (len(part), self.dimensions):
                raise ModelUnusable(
                    f"{self.name} gave {answer.shape} numbers for {len(part)} texts; "
                    f"expected {self.dimensions} for each."
                )
            parts.append(unit(answer))
            done += len(part)
            if progress is not None:
                progress(done, total)
        return np.concatenate(parts) if parts else np.empty((0, self.dimensions), np.float32)
