"""Texts to token numbers."""

from __future__ import annotations

from collections.abc import Sequence

from tokenizers import Tokenizer

# 256 tokens is the length the model was trained with. A text is cut before tokenising, so that a
# 100,000-character paste costs no more than a long one: a token rarely spans 32 characters.
MAX_TOKENS = 256
MAX_CHARACTERS = MAX_TOKENS * 32


class Tokens:
    """A tokenizer, or the bytes of a tokenizer.json, ready for batches.

    Thread-safe: nothing is changed after construction.
    """

    def __init__(self, definition: bytes | Tokenizer, max_tokens: int = MAX_TOKENS) -> None:
        if isinstance(definition, bytes):
            definition = Tokenizer.from_str(definition.decode("utf-8"))
        self._tokenizer = definition
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens)

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Token numbers of each text, special tokens included; an empty text has those alone."""
        clean = [tidy(text) for text in texts]
        return [one.ids for one in self._tokenizer.encode_batch_fast(clean)]

    def pieces(self, texts: Sequence[str]) -> list[list[int]]:
        """The same without special tokens: what a static embedding sums over."""
        clean = [tidy(text) for text in texts]
        batch = self._tokenizer.encode_batch_fast(clean, add_special_tokens=False)
        return [one.ids for one in batch]

    @property
    def size(self) -> int:
        return int(self._tokenizer.get_vocab_size())


def tidy(text: str) -> str:
    """Make any Python string safe to tokenise: no lone surrogates, no endless length."""
    if len(text) > MAX_CHARACTERS:
        text = " ".join(text[: MAX_CHARACTERS * 8].split())[:MAX_CHARACTERS]
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
