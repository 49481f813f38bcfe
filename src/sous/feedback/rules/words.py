"""Decisions about words and ratings."""

import hashlib
import unicodedata


def words_digest(text: str) -> str:
    """SHA-256 of a text without case, punctuation and spacing: equal for plain repetitions."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    kept = "".join(filter(str.isalnum, folded))
    return hashlib.sha256((kept or folded).encode("utf-8", "replace")).hexdigest()


def clean_text(text: str) -> str:
    """The text as it is kept: NULs and stray surrogates out, line ends unified, edges trimmed."""
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-8", "replace").decode("utf-8").strip()


def sentiment_of_rating(rating: float | None, scale: float | None) -> float | None:
    """From −1 to 1 for a rating between its worst (1, or 0 on scales of ten) and its best."""
    if rating is None or not scale or scale <= 1:
        return None
    worst = 0.0 if scale >= 10 else 1.0
    position = (rating - worst) / (scale - worst)
    return round(max(-1.0, min(1.0, 2 * position - 1)), 3)
