"""Measures the theme engine, side by side with its peers where they are installed.

    PYTHONPATH=src python bench/themes.py [--part NAME]… [--peers PYTHON] [--keep FOLDER]
                                          [--sizes 13000,100000]

Reads the sets named in SOUS_REAL_DATA (default ../shared/data). `--peers` names the interpreter of
an environment with bertopic, evoc, umap-learn and hdbscan; without it, or where one is missing, the
peers are skipped with a message. Their results are kept in `--keep` and used again, for they take
minutes. Rates depend on what else the machine is doing: the load is printed.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.metrics import adjusted_mutual_info_score as ami
from sklearn.metrics import adjusted_rand_score as ari
from sklearn.metrics import roc_auc_score

from sous.engines import themes, vectors
from sous.engines.themes.cluster import cluster
from sous.engines.themes.compute import steady, unit
from sous.engines.themes.corpus import Corpus
from sous.engines.themes.features import features

DATA = Path(os.environ.get("SOUS_REAL_DATA", Path(__file__).parents[2] / "shared" / "data"))
CLEAN = ("banking77", "clinc150")
PEERS = ("bertopic", "bertopic-reduced", "evoc", "top2vec")
EDITS = 20


class Labelled:
    """Distinct texts with human labels, and their vectors."""

    def __init__(self, name: str, texts: list[str], labels: list[str], keep: Path) -> None:
        seen: dict[str, str] = {}
        for text, label in zip(texts, labels, strict=True):
            seen.setdefault(text, label)
        self.name, self.texts = name, list(seen)
        self.names = sorted(set(seen.values()))
        self.truth = np.array([self.names.index(label) for label in seen.values()])
        stored = keep / f"{name}.npy"
        if not stored.exists():
            np.save(stored, vectors.encode(self.texts))
        self.vectors = np.load(stored)

    def part(self, mask: np.ndarray) -> tuple[list[str], np.ndarray, np.ndarray]:
        places = np.flatnonzero(mask)
        return [self.texts[i] for i in places], self.vectors[places], self.truth[places]


def rows_of(file: str) -> list[dict[str, str]]:
    with gzip.open(DATA / f"{file}.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def clean_sets(keep: Path) -> list[Labelled]:
    sets = []
    for name in CLEAN:
        rows = rows_of(name)
        sets.append(Labelled(name, [r["text"] for r in rows], [r["label"] for r in rows], keep))
    return sets


def messy_sets(keep: Path) -> list[Labelled]:
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows_of("app_reviews_minibar_clusters"):
        groups.setdefault(f"reviews-{row['app'][:6]}-{row['kind'][:7]}", []).append(row)
    return [
        Labelled(name, [r["data"] for r in rows], [r["ground_truth"] for r in rows], keep)
        for name, rows in groups.items()
    ]


def table(title: str, head: list[str], rows: list[list[object]]) -> None:
    print(f"\n### {title}  (load {os.getloadavg()[0]:.1f})\n")
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |", flush=True)


def named_share(names: dict[int, str], labels: np.ndarray, data: Labelled) -> float:
    """Share of names with a word of the label that most of the theme's texts have."""
    hits = []
    for theme, name in names.items():
        inside = data.truth[labels == theme]
        if len(inside):
            label = data.names[int(np.bincount(inside).argmax())]
            words = set(re.findall(r"[a-z]+", label.lower())) - {"my", "of", "for", "by", "to", "a"}
            hits.append(bool(words & set(re.findall(r"[a-z]+", name.lower()))))
    return float(np.mean(hits)) if hits else float("nan")


def part_quality(keep: Path, peers: str | None) -> None:
    rows: list[list[object]] = []
    for data in clean_sets(keep):
        rows.append(["sous", data.name, *_ours(data)])
        rows += [[method, data.name, *_theirs(method, data, keep, peers)] for method in PEERS]
    messy = [_ours(data) for data in messy_sets(keep)]
    mean = [f"{np.mean([float(str(m[i])) for m in messy]):.3f}" for i in (0, 1)]
    found = [str(m[2]) for m in messy]
    rows.append(["sous", f"app reviews, mean of {len(messy)}", *mean, ", ".join(found), "", "", ""])
    head = ["method", "set", "ARI", "AMI", "themes", "belong nowhere", "named", "seconds"]
    table("Agreement with human labels; the number of themes unknown", head, rows)


def _ours(data: Labelled) -> list[object]:
    start = time.perf_counter()
    model = themes.discover(data.texts, vectors=data.vectors)
    seconds = time.perf_counter() - start
    names = {t.index: t.name for t in model.themes}
    return [
        f"{ari(data.truth, model.labels):.3f}",
        f"{ami(data.truth, model.labels):.3f}",
        f"{len(model.themes)} of {len(data.names)}",
        "0 %",
        f"{named_share(names, model.labels, data):.2f}",
        f"{seconds:.1f}",
    ]


def _peer(method: str, data: Labelled, keep: Path, peers: str | None) -> Path:
    """The folder with a peer's results, made where it is not kept. Raises LookupError: skipped."""
    folder = keep / f"{data.name}-{method}"
    if (folder / "told.json").exists():
        return folder
    if not peers:
        raise LookupError("skipped: no --peers")
    folder.mkdir(exist_ok=True)
    (folder / "texts.json").write_text(json.dumps(data.texts))
    np.save(folder / "vectors.npy", data.vectors)
    script = Path(__file__).with_name("themes_peers.py")
    done = subprocess.run([peers, script, method, folder], capture_output=True, text=True)
    if done.returncode:
        raise LookupError(f"skipped: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")
    return folder


def _theirs(method: str, data: Labelled, keep: Path, peers: str | None) -> list[object]:
    try:
        folder = _peer(method, data, keep, peers)
    except LookupError as skipped:
        return [skipped, "", "", "", "", ""]
    labels = np.load(folder / "labels.npy")
    names = {int(t): n for t, n in json.loads((folder / "names.json").read_text()).items()}
    return [
        f"{ari(data.truth, labels):.3f}",
        f"{ami(data.truth, labels):.3f}",
        f"{len(set(labels.tolist()) - {-1})} of {len(data.names)}",
        f"{(labels < 0).mean():.0%}",
        f"{named_share(names, labels, data):.2f}" if names else "–",
        f"{json.loads((folder / 'told.json').read_text())['seconds']:.1f}",
    ]


def part_unseen(keep: Path, _: str | None) -> None:
    """Fifteen labels are hidden from the discovery, then told apart by the score, and flagged."""
    rows: list[list[object]] = []
    for data in clean_sets(keep):
        for seed in (0, 1):
            draw = np.random.default_rng(seed)
            hidden = draw.permutation(len(data.names))[:15]
            unseen = np.isin(data.truth, hidden)
            taught = ~unseen & (draw.random(len(unseen)) < 0.7)
            texts, known, _truth = data.part(taught)
            model = themes.discover(texts, vectors=known)
            asked = ~taught
            scores = model.assign(vectors=data.vectors[asked]).scores
            area = roc_auc_score(~unseen[asked], scores)
            usual = draw.permutation(np.flatnonzero(asked & ~unseen))[:1000]
            new = [draw.permutation(np.flatnonzero(data.truth == h))[:14] for h in hidden]
            stream = np.concatenate([usual, *new])
            flags = themes.emerging(model, data.vectors[stream])
            right = [_what(data.truth[stream[list(f.members)]], hidden) for f in flags]
            found = {label for label in right if label is not None}
            correct = sum(label is not None for label in right)
            rows.append(
                [
                    data.name,
                    seed,
                    f"{area:.3f}",
                    f"{len(found)} of 15",
                    f"{correct} of {len(flags)}",
                ]
            )
    head = ["set", "seed", "AUROC of the score", "hidden intents flagged", "flags that are right"]
    table("Intents that the discovery never saw; 14 texts of each in a stream of 1,210", head, rows)


def _what(truth: np.ndarray, hidden: np.ndarray) -> int | None:
    label, count = np.unique(truth, return_counts=True)
    most = int(label[count.argmax()])
    return most if most in hidden and count.max() * 2 >= len(truth) else None


def part_memory(keep: Path, _: str | None) -> None:
    rows: list[list[object]] = []
    for data in clean_sets(keep):
        draw = np.random.default_rng(0)
        order = draw.permutation(len(data.texts))
        old = np.zeros(len(order), dtype=bool)
        old[order[: int(len(order) / 1.2)]] = True
        texts, known, _truth = data.part(old)
        first = themes.discover(texts, vectors=known)
        labels = np.full(len(order), -1)
        labels[old] = first.keys
        warm = themes.discover(
            data.texts, vectors=data.vectors, previous=themes.Previous(labels=labels)
        )
        cold = themes.discover(data.texts, vectors=data.vectors)
        other = themes.discover(data.texts, vectors=data.vectors, seed=1)
        rows.append(
            [
                data.name,
                f"{(warm.keys[old] == first.keys).mean():.1%}",
                f"{ari(data.truth, warm.labels):.3f}",
                f"{ari(data.truth, cold.labels):.3f}",
                f"{ari(cold.labels, other.labels):.3f}",
            ]
        )
    head = ["set", "old texts that stay", "ARI warm", "ARI cold", "ARI between two seeds"]
    table("20 % new texts; another seed", head, rows)


def part_edits(keep: Path, _: str | None) -> None:
    rows: list[list[object]] = []
    for data in [*clean_sets(keep), *messy_sets(keep)]:
        model = themes.discover(data.texts, vectors=data.vectors)
        edits = oracle_edits(model.keys, data.truth)
        previous = themes.Previous(labels=model.keys, edits=edits)
        again = themes.discover(data.texts, vectors=data.vectors, previous=previous)
        before, after = ari(data.truth, model.labels), ari(data.truth, again.labels)
        kinds = f"{sum(isinstance(e, themes.Merge) for e in edits)} merges, "
        kinds += f"{sum(isinstance(e, themes.Split) for e in edits)} splits"
        rows.append([data.name, kinds, f"{before:.3f}", f"{after:.3f}", f"{after - before:+.3f}"])
    table(
        "Twenty edits of someone who knows the labels", ["set", "edits", "ARI", "after", ""], rows
    )


def oracle_edits(keys: np.ndarray, truth: np.ndarray) -> list[themes.Edit]:
    """Merge two themes of one label, or split one of two: each time what mends most pairs."""
    keys, edits = keys.copy(), []
    while len(edits) < EDITS:
        best = max(_candidates(keys, truth), key=lambda c: c[0], default=None)
        if best is None or best[0] <= 0:
            break
        edits.append(best[1])
        _carry_out(best[1], keys)
    return edits


def _candidates(keys: np.ndarray, truth: np.ndarray) -> list[tuple[float, themes.Edit]]:
    themes_now = np.unique(keys[keys >= 0])
    width = int(truth.max()) + 1
    made = np.array([np.bincount(truth[keys == k], minlength=width) for k in themes_now])
    found: list[tuple[float, themes.Edit]] = []
    for i, key in enumerate(themes_now):
        first, second = np.argsort(-made[i])[:2]
        if made[i][second] >= max(2, 0.1 * made[i].sum()):
            rest = made[i].copy()
            rest[second] = 0
            apart = float(made[i][second]) * float(rest.sum())
            texts = np.flatnonzero(keys == key)
            groups = {
                int(key): texts[truth[texts] == first].tolist(),
                int(keys.max()) + 1: texts[truth[texts] == second].tolist(),
            }
            found.append((apart, themes.Split(int(key), groups)))
        for j in range(i):
            if made[i].argmax() == made[j].argmax():
                together = float(made[i] @ made[j])
                wrong = float(made[i].sum()) * float(made[j].sum()) - together
                pair = (int(themes_now[j]), int(key))
                found.append((together - wrong, themes.Merge(pair, into=pair[0])))
    return found


def _carry_out(edit: themes.Edit, keys: np.ndarray) -> None:
    match edit:
        case themes.Merge(old, into):
            keys[np.isin(keys, old)] = into
        case themes.Split(_, groups):
            for key, texts in groups.items():
                keys[texts] = key


def part_speed(keep: Path, peers: str | None, sizes: list[int]) -> None:
    rows: list[list[object]] = []
    for size in sizes:
        done = subprocess.run(
            [sys.executable, __file__, "--cold", str(size)],
            capture_output=True,
            text=True,
            check=True,
        )
        told = json.loads(done.stdout.splitlines()[-1])
        rows.append(
            ["sous", f"{size:,}", told["seconds"], told["cpu"], told["gib"], told["themes"]]
        )
    data = clean_sets(keep)[0]
    told_of = {method: _told(method, data, keep, peers) for method in PEERS}
    for method, told in told_of.items():
        figures = [f"{told[name]:.1f}" for name in ("cold", "cpu")] if told else ["skipped", ""]
        last = f"{told['gib']:.2f}" if told else ""
        rows.append([f"{method}, vectors given", f"{len(data.texts):,}", *figures, last, ""])
    head = ["method", "texts", "seconds", "processor seconds", "peak GiB", "themes"]
    table("Cold process, raw texts to labels", head, rows)
    _warm(data, told_of["bertopic"])


def _told(method: str, data: Labelled, keep: Path, peers: str | None) -> dict[str, float]:
    try:
        folder = _peer(method, data, keep, peers)
    except LookupError as skipped:
        print(f"{method}: {skipped}")
        return {}
    return dict(json.loads((folder / "told.json").read_text()))


def _warm(data: Labelled, bertopic: dict[str, float]) -> None:
    points, texts = data.vectors, data.texts
    model = themes.discover(texts, vectors=points)
    corpus = Corpus.read(texts, keep=len(texts))
    rows_read = unit(points[corpus.first])

    def group() -> None:
        with steady():
            cluster(features(rows_read, corpus.texts, corpus.languages))

    works = {
        "assigning 1,000 texts, ms": lambda: model.assign(vectors=points[:1000]),
        "grouping 13,000 texts, s": group,
        "the same with judge, names and quotes, s": lambda: themes.discover(texts, vectors=points),
    }
    theirs = [bertopic.get("assign", 0) * 1000, bertopic.get("seconds", 0)]
    rows: list[list[object]] = []
    for (what, work), other in zip(works.items(), [*theirs, theirs[1]], strict=True):
        unit_of = 1000 if what.endswith("ms") else 1
        best = min(_timed(work) for _ in range(200 if unit_of == 1000 else 5)) * unit_of
        ratio = f"{other / best:.0f}" if other else "–"
        rows.append([what, f"{best:.2f}", f"{other:.0f}" if other else "skipped", ratio])
    table("Warm, vectors given", ["", "sous, best", "bertopic", "times as fast"], rows)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def cold(size: int) -> None:
    """Run in a process of its own: texts of the two sets, recombined where more are wanted."""
    texts = [row["text"] for name in CLEAN for row in rows_of(name)]
    draw = np.random.default_rng(0)
    if size > len(texts):
        halves = [t.rsplit(" ", max(1, t.count(" ") // 2)) for t in texts]
        pairs = draw.integers(0, len(halves), (size, 2))
        texts = [f"{halves[a][0]} {' '.join(halves[b][1:])}" for a, b in pairs]
    texts = texts[:size]
    start = time.perf_counter()
    model = themes.discover(texts)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    told = {
        "seconds": round(time.perf_counter() - start, 1),
        "cpu": round(usage.ru_utime + usage.ru_stime, 1),
        "gib": round(usage.ru_maxrss / 2**20, 2),
        "themes": len(model.themes),
    }
    print(json.dumps(told))


def main() -> None:
    parts = {
        "quality": part_quality,
        "unseen": part_unseen,
        "memory": part_memory,
        "edits": part_edits,
        "speed": part_speed,
    }
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--part", action="append", choices=[*parts])
    parser.add_argument("--peers", help="interpreter with bertopic, evoc, umap-learn and hdbscan")
    parser.add_argument("--keep", type=Path, help="folder for vectors and the peers' results")
    parser.add_argument("--sizes", default="13000", help="texts in the cold runs, comma-separated")
    parser.add_argument("--cold", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.cold:
        cold(asked.cold)
        return
    with tempfile.TemporaryDirectory() as scratch:
        keep = asked.keep or Path(scratch)
        keep.mkdir(parents=True, exist_ok=True)
        for name in asked.part or parts:
            if name == "speed":
                part_speed(keep, asked.peers, [int(s) for s in asked.sizes.split(",")])
            else:
                parts[name](keep, asked.peers)


if __name__ == "__main__":
    main()
