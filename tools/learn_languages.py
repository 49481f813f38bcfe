"""Learns the map that carries multilingual-e5-small's vectors into MiniLM's space, and writes it.

    PYTHONPATH=src python tools/learn_languages.py [--to FILE]

English texts are encoded by both models, and a ridge regression foretells the one from the other.
What tells languages apart is taken out first: the interface catalogues of Django and
django-allauth have the same sentences in many languages, and the directions in which a language's
vectors differ from those of the same sentences in English are removed from every text. The pairs
of a translated sentence and MiniLM's vector of the original count a little too.

Learned from: CLINC150 (CC BY 3.0), English app reviews of the MiniBAR set less those that
`bench/themes.py` is measured on (MIT), both from the folder named in SOUS_REAL_DATA; the catalogues
(BSD, MIT) from the installed packages. The file holds none of their words. BANKING77 and
`bench/languages.tsv` are kept out, to measure on. Takes a few minutes; nothing is drawn by lot.
"""

from __future__ import annotations

import argparse
import csv
import gettext
import gzip
import importlib.util
import os
import re
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from sous.engines.vectors.e5 import E5
from sous.engines.vectors.encoder import MiniLM
from sous.engines.vectors.multilingual import MAP

DATA = Path(os.environ.get("SOUS_REAL_DATA", Path(__file__).parents[2] / "shared" / "data"))
_CODES = "ar ca cs da de el es fi fr hu it ja ko nb nl pl pt pt_BR ro ru sk sv tr uk zh_Hans"
LANGUAGES = _CODES.split()
REVIEWS, REVIEW_LENGTH = 6_000, 300
LONGEST_SENTENCE = 200
DIRECTIONS = 12  # of 25 languages' differences; 4 to 20 are level within 0.02
TRANSLATED_WEIGHT = 0.1
PENALTY = 0.03  # of the mean variance; 0.003 to 0.1 are level
TAGS = re.compile(r"<[^>]+>|&\w+;")
PLACES = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%[sd]")


def rows_of(file: str) -> list[dict[str, str]]:
    with gzip.open(DATA / f"{file}.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def english_texts() -> list[str]:
    kept_out = {row["data"] for row in rows_of("app_reviews_minibar_clusters")}
    reviews = [
        row["data"][:REVIEW_LENGTH]
        for row in rows_of("app_reviews_minibar_en_fr")
        if row["ori_lang"] == "en" and row["data"] not in kept_out
    ]
    return [row["text"] for row in rows_of("clinc150")] + reviews[:REVIEWS]


def catalogues() -> list[tuple[str, str, str]]:
    """(language, English, translated) of every sentence of more than one word."""
    found = []
    for package in ("django", "allauth"):
        spec = importlib.util.find_spec(package)
        assert spec is not None and spec.submodule_search_locations
        root = Path(spec.submodule_search_locations[0])
        for file in sorted(root.rglob("locale/*/LC_MESSAGES/django.mo")):
            language = file.parts[-3]
            if language in LANGUAGES:
                with file.open("rb") as opened:
                    pairs = vars(gettext.GNUTranslations(opened))["_catalog"].items()
                found += [(language, *pair) for pair in _sentences(pairs)]
    return found


def _sentences(pairs: object) -> list[tuple[str, str]]:
    found = []
    for key, value in pairs:  # type: ignore[attr-defined]
        if isinstance(key, tuple):
            key, value = (key[0], value) if key[1] == 0 else ("", "")
        source = plain(key.rpartition("\x04")[2])
        if value and " " in source and 8 <= len(source) <= LONGEST_SENTENCE:
            found.append((source, plain(value)))
    return found


def plain(text: str) -> str:
    return " ".join(PLACES.sub("7", TAGS.sub(" ", text)).split())


def learn() -> np.ndarray:
    """(385, 384): 384 rows that turn, one that shifts."""
    e5, minilm = E5(), MiniLM()
    pairs = catalogues()
    sources = sorted({source for _, source, _ in pairs})
    origin = np.array([sources.index(source) for _, source, _ in pairs])
    language = np.array([code for code, _, _ in pairs])
    english = english_texts()
    here, there = e5.encode(english + sources), minilm.encode(english + sources)
    translated = e5.encode([text for _, _, text in pairs])
    here_sources, there_sources = here[len(english) :], there[len(english) :]
    with threadpool_limits(1, user_api="blas"):
        apart = np.stack(
            [
                (translated[language == code] - here_sources[origin[language == code]]).mean(axis=0)
                for code in LANGUAGES
            ]
        ).astype(np.float64)
        away = np.linalg.svd(apart, full_matrices=False)[2][:DIRECTIONS]
        neutral = np.eye(384) - away.T @ away
        given = np.concatenate([here, translated]).astype(np.float64) @ neutral
        wanted = np.concatenate([there, there_sources[origin]]).astype(np.float64)
        weights = np.r_[np.ones(len(here)), np.full(len(translated), TRANSLATED_WEIGHT)][:, None]
        middle_given = (weights * given).sum(axis=0) / weights.sum()
        middle_wanted = (weights * wanted).sum(axis=0) / weights.sum()
        centred = given - middle_given
        spread = (weights * centred).T @ centred
        spread += PENALTY * np.trace(spread) / 384 * np.eye(384)
        turn = np.linalg.solve(spread, (weights * centred).T @ (wanted - middle_wanted))
    return np.vstack([neutral @ turn, middle_wanted - middle_given @ turn]).astype(np.float16)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", type=Path, default=MAP)
    np.save(parser.parse_args().to, learn(), allow_pickle=False)
