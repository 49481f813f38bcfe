"""Measures language, sentiment and kinds on 12,000 labelled app reviews in English and French.

    python bench/classify.py

Reads app_reviews_minibar_en_fr.csv.gz from SOUS_REAL_DATA (default ../shared/data). Everything that
learns is measured by cross-validation, with equal texts kept in one fold.
"""

from __future__ import annotations

import csv
import gzip
import os
import random
import time
from pathlib import Path

import numpy as np

from sous.engines.classify import SCALES, Kinds, Report, Sentiment, languages
from sous.engines.classify import sentiment as feelings
from sous.engines.classify.report import report_on
from sous.engines.vectors import encode

DATA = Path(os.environ.get("SOUS_REAL_DATA", Path(__file__).parents[2] / "shared" / "data"))
CLASSES = ("problem", "request", "other")
SIZES = (60, 200, 1000, 5000)


def show(name: str, report: Report | None, seconds: float = 0.0) -> None:
    if report is None:
        print(f"{name:34} too little to learn from")
        return
    print(
        f"{name:34} macro-F1 {report.macro_f1:.3f}, {report.macro_f1_spoken:.3f} where it speaks"
        f" · right {report.accuracy:.3f} · speaks on {report.coverage:.3f} · {seconds:.1f} s"
    )
    for label, row in zip(report.classes, report.confusion, strict=True):
        print(f"    {label:10} → " + "  ".join(f"{cell:6}" for cell in row))


def main() -> None:
    with gzip.open(
        DATA / "app_reviews_minibar_en_fr.csv.gz", "rt", encoding="utf-8", newline=""
    ) as file:
        rows = list(csv.DictReader(file))
    texts = [row["data"] for row in rows]
    start = time.perf_counter()
    vectors = encode(texts)
    print(f"{len(texts)} reviews encoded in {time.perf_counter() - start:.1f} s")

    start = time.perf_counter()
    named = languages(texts)
    said = [(code, row["ori_lang"]) for (code, _), row in zip(named, rows, strict=True) if code]
    right = np.mean([code == truth for code, truth in said])
    taken = time.perf_counter() - start
    print(f"language: speaks on {len(said) / len(rows):.3f}, right {right:.3f} · {taken:.1f} s")

    print("\nKinds (columns: " + ", ".join(CLASSES) + ", silent)")
    # A review may be both a problem and a request; those 224 and two unlabelled are left out.
    flags = [(row["problem_report"], row["feature_request"], row["irrelevant"]) for row in rows]
    single = [place for place, marks in enumerate(flags) if marks.count("1") == 1]
    kinds = [CLASSES[flags[place].index("1")] for place in single]
    some = [texts[place] for place in single]
    truth = np.array([CLASSES.index(kind) for kind in kinds])
    guesses = Kinds().read(some)
    called = [
        2 if guess is None or guess.label not in CLASSES else CLASSES.index(guess.label)
        for guess in guesses
    ]
    show("untrained (silence is other)", report_on(CLASSES, truth, np.array(called)))
    order = random.Random(0).sample(range(len(single)), len(single))
    for size in (*SIZES, len(single)):
        part = order[:size]
        start = time.perf_counter()
        taught = Kinds.train(
            [some[i] for i in part],
            vectors[[single[i] for i in part]],
            [kinds[i] for i in part],
            classes=CLASSES,
        )
        show(f"{size} corrections", taught.report, time.perf_counter() - start)

    print("\nSentiment against stars (columns: negative, neutral, positive, silent)")
    read = Sentiment().read(
        texts, ratings=[float(row["score"]) for row in rows], scale=SCALES["stars"]
    )
    labels = [reading.label for reading in read if reading]
    truth = np.array([feelings.LABELS.index(label) for label in labels])
    words = [
        -1 if reading is None else feelings.LABELS.index(reading.label)
        for reading in Sentiment().read(texts)
    ]
    show("plain words, untrained", report_on(feelings.LABELS, truth, np.array(words)))
    order = random.Random(0).sample(range(len(texts)), len(texts))
    for size in (*SIZES, len(texts)):
        part = order[:size]
        start = time.perf_counter()
        felt = Sentiment.train([texts[i] for i in part], vectors[part], [labels[i] for i in part])
        show(f"{size} rated texts", felt.report, time.perf_counter() - start)


if __name__ == "__main__":
    main()
