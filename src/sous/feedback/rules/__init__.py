"""Pure decisions about feedback."""

from sous.feedback.rules.records import (
    SOURCE_FIELDS,
    RowOptions,
    item_values,
    key_of,
    kind_of_word,
    record_key,
)
from sous.feedback.rules.words import clean_text, sentiment_of_rating, words_digest

__all__ = [
    "SOURCE_FIELDS",
    "RowOptions",
    "clean_text",
    "item_values",
    "key_of",
    "kind_of_word",
    "record_key",
    "sentiment_of_rating",
    "words_digest",
]
