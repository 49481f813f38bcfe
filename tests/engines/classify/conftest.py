"""Made-up feedback in four kinds, with vectors that know nothing but the words' checksums."""

from itertools import product
from zlib import crc32

import numpy as np
import pytest

SUBJECTS = [
    "calendar",
    "invoice",
    "watch",
    "export",
    "login",
    "map",
    "report",
    "chat",
    "camera",
    "scan",
]
FORMS = {
    "problem": [
        "the {} crashes all the time",
        "{} does not work since the update",
        "error in the {}",
    ],
    "request": ["please add a dark {}", "it would be nice to have a {}", "i wish there was a {}"],
    "praise": ["i love the {}", "the {} is great, thank you", "excellent {}"],
    "question": ["how do i change the {}?", "where is the {}?", "is there a way to print the {}?"],
}


def hashed(texts: list[str]) -> np.ndarray:
    """Bag-of-words vectors of length one: a stand-in for an encoder, so the engine stays alone."""
    rows = np.zeros((len(texts), 64), np.float32)
    for row, text in enumerate(texts):
        for word in text.split() or [""]:
            rows[row, crc32(word.encode("utf-8", "replace")) % 64] += 1
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture(scope="session")
def messages() -> tuple[list[str], list[str]]:
    """120 texts and their kinds."""
    pairs = [
        (form.format(subject), kind)
        for kind, forms in FORMS.items()
        for form, subject in product(forms, SUBJECTS)
    ]
    return [text for text, _ in pairs], [kind for _, kind in pairs]
