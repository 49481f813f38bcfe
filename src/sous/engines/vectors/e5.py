"""multilingual-e5-small out of an installed package: 384 dimensions, about a hundred languages.

The package's own program is never run: its one file of weights is verified and read, its matrices
are unpacked into the same graph as MiniLM's, and its table of 250,000 tokens stays in four bits in
the file, mapped and not copied, of which only the rows of a text's own tokens are ever unpacked.
Model: Wang et al. 2024 (Multilingual E5), a MiniLM of twelve layers with the vocabulary of XLM-R
(Conneau et al. 2020).
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from sous.engines.vectors.e5file import E5File, read_e5, unpacked
from sous.engines.vectors.encoder import LocalEncoder
from sous.engines.vectors.minilm import Linear, Weights, build_graph
from sous.engines.vectors.packaged import E5_WEIGHTS
from sous.engines.vectors.tokens import Tokens, tidy

LINEARS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
# What the vocabulary's makers drop and what they take for a space, before NFKC.
NOTHING = r"[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"
BLANK = r"[\t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"
LATIN = (range(0x250), range(0x1E00, 0x1F00))


def weights_of(file: E5File) -> Weights:
    """The weights in the graph's own names; `words` is an empty table, for rows are fed to it."""
    floats, width = file.tensors, file.width
    linear, norms = {}, {}
    for layer in range(file.layers):
        short, long = f"l{layer}", f"encoder.layer.{layer}"
        for code, name in LINEARS.items():
            matrix = unpacked(file.tensors[f"{short}.{code}.w"])
            linear[f"{long}.{name}"] = Linear(matrix.T, floats[f"{short}.{code}.b"])
        for code, name in NORMS.items():
            norms[f"{long}.{name}.weight"] = floats[f"{short}.{code}.w"]
            norms[f"{long}.{name}.bias"] = floats[f"{short}.{code}.b"]
    norms["embeddings.LayerNorm.weight"] = floats["emb.ln.w"]
    norms["embeddings.LayerNorm.bias"] = floats["emb.ln.b"]
    places = floats["emb.pos"].reshape(-1, width) + floats["emb.type"].reshape(-1, width)[0]
    return Weights(
        words=np.empty((0, width), np.float32),
        word_scales=None,
        positions=places,
        linear=linear,
        norms=norms,
        layers=file.layers,
        heads=file.heads,
        epsilon=file.epsilon,
        rows_given=True,
    )


class Pieces(Tokens):
    """The tokenizer of XLM-R: pieces of words by their likelihood, between <s> and </s>.

    Fewer than half of the pieces need no letter beyond the Latin ones. A tokenizer of these alone
     cuts a text in Latin letters just as the whole one does; the whole one is only built
    at the first text that needs it.
    """

    def __init__(self, file: E5File) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._latin: tuple[Tokens, np.ndarray] | None = None
        self._whole: Tokens | None = None

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        plain = [latin(tidy(text)) for text in texts]
        found: list[list[int]] = [[] for _ in texts]
        for group in (True, False):
            places = [place for place, is_latin in enumerate(plain) if is_latin is group]
            if places:
                some = self._ids([texts[place] for place in places], group)
                for place, one in zip(places, some, strict=True):
                    found[place] = one
        return found

    def _ids(self, texts: Sequence[str], only_latin: bool) -> list[list[int]]:
        with self._lock:
            if only_latin and self._latin is None:
                self._latin = self._latin_tokens()
            if not only_latin and self._whole is None:
                begin, end, unknown = self._file.special
                self._whole = Tokens(_tokenizer(self._file.pieces(), begin, end, unknown))
        if not only_latin:
            assert self._whole is not None
            return self._whole.ids(texts)
        assert self._latin is not None
        tokens, numbers = self._latin
        return [numbers[one].tolist() for one in tokens.ids(texts)]

    def _latin_tokens(self) -> tuple[Tokens, np.ndarray]:
        """The tokenizer, and the numbers its tokens have in the whole vocabulary."""
        pieces = self._file.pieces()
        kept = [place for place, (text, _) in enumerate(pieces) if latin(text)]
        special = np.searchsorted(kept, self._file.special).tolist()
        return Tokens(_tokenizer([pieces[place] for place in kept], *special)), np.array(kept)

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        return [one[1:-1] for one in self.ids(texts)]

    @property
    def size(self) -> int:
        return len(self._file.scores)


def latin(text: str) -> bool:
    """Whether every letter is a Latin one; signs, digits and pictures are nobody's."""
    if text.isascii():
        return True
    signs = unicodedata.normalize("NFKC", text)
    return all(any(ord(sign) in part for part in LATIN) or not sign.isalpha() for sign in signs)


def _tokenizer(pieces: list[tuple[str, float]], begin: int, end: int, unknown: int) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(pieces, unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(NOTHING), ""),
            normalizers.Replace(Regex(BLANK), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    first, last = pieces[begin][0], pieces[end][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}", special_tokens=[(first, begin), (last, end)]
    )
    return tokenizer


class E5(LocalEncoder):
    """multilingual-e5-small; a text is read as a query, as its makers say for likeness."""

    name = "multilingual-e5-small"
    prefix = "query: "

    def __init__(self, *, threads: int | None = None) -> None:
        super().__init__(threads=threads)
        self._file: E5File | None = None

    @property
    def dimensions(self) -> int:
        return 384

    @property
    def loaded(self) -> bool:
        return self._compiled is not None

    def _read(self) -> E5File:
        with self._lock:
            if self._file is None:
                self._file = read_e5(E5_WEIGHTS.map())
            return self._file

    def _read_tokens(self) -> Tokens:
        return Pieces(self._read())

    def _compile(self) -> Any:
        return self._compiled_for_here(build_graph(weights_of(self._read())))

    def _run(self, request: Any, tokens: np.ndarray) -> np.ndarray:
        """Only the rows of the tokens at hand are unpacked."""
        rows = unpacked(self._read().tensors["emb.word"][tokens])
        return np.asarray(request.infer([rows])[0])
