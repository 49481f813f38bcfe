"""Names as they are searched and sorted: folded, without accents, each word after a space."""

import re
import unicodedata

_MARKS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "đ": "d", "ł": "l", "þ": "th"})
_WORD = re.compile(r"[^\W_]+")
LONGEST = 700


def fold(text: str) -> list[str]:
    """The words of a text in lower case without accents: “Café Müller-Lüd” → cafe muller lud."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_MARKS))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return _WORD.findall(plain)


def search_name(*texts: str) -> str:
    """All words of some texts, once each, every one with a space before it."""
    words = dict.fromkeys(word for text in texts for word in fold(text))
    return "".join(f" {word}" for word in words)[:LONGEST]
