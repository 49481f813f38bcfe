"""Measures whether texts in other languages join the English ones of the same meaning.

    PYTHONPATH=src python bench/languages.py [--english-only]

`languages.tsv` holds customers' sentences, written for this, in seven languages; where the first
column names an intent of BANKING77, that is the one they have. The real sets are read from the
folder named in SOUS_REAL_DATA. With `--english-only`, MiniLM encodes everything, as a yardstick.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score as ami
from sklearn.metrics import adjusted_rand_score as ari

from sous.engines import themes, vectors
from themes import Labelled, messy_sets, rows_of

HERE = Path(__file__)
DEMO = HERE.parents[1] / "src" / "sous" / "demo" / "data"
LANGUAGES = ("de", "fr", "es", "pt", "nl", "it")


def sentences() -> list[dict[str, str]]:
    with HERE.with_suffix(".tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def part_retrieval(encoder: vectors.Encoder, bank: Labelled) -> None:
    said = sentences()
    own = encoder.encode([row["en"] for row in said])
    labelled = [place for place, row in enumerate(said) if row["label"]]
    truth = [said[place]["label"] for place in labelled]
    names = np.array(bank.names)[bank.truth]
    print(
        "\n| | own English sentence nearest | intent of the nearest of BANKING77 |\n|---|---|---|"
    )
    for code in ("en", *LANGUAGES):
        rows = encoder.encode([row[code] for row in said])
        hits = (rows @ own.T).argmax(axis=1) == np.arange(len(said))
        nearest = names[(rows[labelled] @ bank.vectors.T).argmax(axis=1)] == truth
        print(f"| {code} | {hits.mean():.2f} | {nearest.mean():.2f} |")


def part_themes(encoder: vectors.Encoder, bank: Labelled) -> None:
    """Who lands in the theme where most texts of their intent are, or whose texts mostly are."""
    said = [row for row in sentences() if row["label"]]
    labels = np.array([bank.names.index(row["label"]) for row in said])
    print("\n| mixed in | in the theme of their intent | in themes of their own |\n|---|---|---|")
    for codes in (("en",), *((code,) for code in LANGUAGES), LANGUAGES):
        texts = [row[code] for code in codes for row in said]
        rows = np.concatenate([bank.vectors, encoder.encode(texts)])
        found = np.array(themes.discover([*bank.texts, *texts], vectors=rows).labels)
        home, guests = found[: len(bank.texts)], found[len(bank.texts) :]
        counts = np.zeros((found.max() + 1, len(bank.names)), int)
        np.add.at(counts, (home[home >= 0], bank.truth[home >= 0]), 1)
        wanted = np.tile(labels, len(codes))
        right = (counts.argmax(axis=0)[wanted] == guests) | (
            counts.argmax(axis=1)[guests] == wanted
        )
        alone = counts.sum(axis=1)[guests] < np.bincount(guests, minlength=len(counts))[guests]
        print(f"| {', '.join(codes)} | {right.mean():.2f} | {alone.mean():.2f} |", flush=True)


def part_demo(encoder: vectors.Encoder) -> None:
    """The demo's items: is the English item nearest to a foreign one about the same topic?"""
    items = [json.loads(line) for file in sorted(DEMO.glob("items-*")) for line in file.open()]
    items = [item for item in items if item.get("topic")]
    texts = [f"{item.get('title', '')} {item['text']}".strip() for item in items]
    english = np.array([item["language"] == "en" for item in items])
    topics = np.array([item["topic"] for item in items])
    rows = encoder.encode(texts)
    nearest = topics[english][(rows[~english] @ rows[english].T).argmax(axis=1)]
    found = np.array(themes.discover(texts, vectors=rows).labels)
    main = {
        topic: np.bincount(found[english & (topics == topic)]).argmax()
        for topic in set(topics[english])
    }
    joined = [found[i] == main.get(topics[i], -1) for i in np.flatnonzero(~english)]
    theirs = [found[i] == main[topics[i]] for i in np.flatnonzero(english)]
    print(
        f"\ndemo: {(~english).sum()} foreign items; nearest English item of the same topic "
        f"{(nearest == topics[~english]).mean():.2f}; in the main theme of their topic "
        f"{np.mean(joined):.2f} (English items: {np.mean(theirs):.2f})"
    )


def part_reviews(encoder: vectors.Encoder, keep: Path) -> None:
    codes = {row["data"]: row["ori_lang"] for row in rows_of("app_reviews_minibar_clusters")}
    print(
        "\n| reviews, English and French | ARI | AMI | themes of one language |\n|---|---|---|---|"
    )
    for data in messy_sets(keep):
        found = np.array(themes.discover(data.texts, vectors=encoder.encode(data.texts)).labels)
        french = np.array([codes[text] == "fr" for text in data.texts])
        shares = [french[found == one].mean() for one in np.unique(found)]
        alone = sum(share in (0, 1) for share in shares)
        scores = f"{ari(data.truth, found):.3f} | {ami(data.truth, found):.3f}"
        print(f"| {data.name} | {scores} | {alone} of {len(shares)} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--english-only", action="store_true")
    parser.add_argument("--keep", type=Path, default=Path(os.environ.get("TMPDIR", "/tmp")))
    chosen = parser.parse_args()
    model = vectors.MiniLM() if chosen.english_only else vectors.default_encoder()
    questions = rows_of("banking77")
    bank = Labelled(
        "banking77", [r["text"] for r in questions], [r["label"] for r in questions], chosen.keep
    )
    part_retrieval(model, bank)
    part_demo(model)
    part_reviews(model, chosen.keep)
    part_themes(model, bank)
