"""Measures the vectors engine: encoders, fast vectors, nearest texts, index, near-duplicates.

    python bench/vectors.py [--million] [--other FOLDER]

Reads the sets named in SOUS_REAL_DATA (default ../shared/data). Each part runs in a process of its
own, so that start-up and peak memory are its own. `--other` names a folder with another model to
measure beside the default. Rates depend on what else the machine is doing: the load is printed, and
processor seconds beside elapsed ones.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

DATA = Path(os.environ.get("SOUS_REAL_DATA", Path(__file__).parents[2] / "shared" / "data"))


def sentences(name: str = "banking77") -> tuple[list[str], list[str]]:
    with gzip.open(DATA / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [row["label"] for row in rows]


def recombined(count: int, seed: int = 7) -> list[str]:
    """Texts that never were, from halves of real ones: as many as are wanted, few of them equal."""
    draw = random.Random(seed)
    real = sentences("banking77")[0] + sentences("clinc150")[0]
    heads = [text[: text.find(" ", len(text) // 2)] for text in real if " " in text]
    tails = [text[text.find(" ", len(text) // 2) :] for text in real if " " in text]
    return [draw.choice(heads) + draw.choice(tails) for _ in range(count)]


class Clock:
    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def read(self) -> dict[str, float]:
        return {
            "seconds": round(time.perf_counter() - self.wall, 2),
            "cpu": round(time.process_time() - self.cpu, 2),
        }


def part_start() -> dict:
    clock = Clock()
    from sous.engines import vectors

    imported = clock.read()["seconds"]
    vectors.default_encoder().load()
    loaded = clock.read()["seconds"]
    vectors.encode(["a first text"])
    return {"import": imported, "model ready": loaded, "first vector": clock.read()["seconds"]}


def part_encode(folder: str = "") -> dict:
    from sous.engines.vectors import FolderEncoder, default_encoder

    encoder = FolderEncoder(Path(folder)) if folder else default_encoder()
    texts = sentences()[0]
    encoder.load()
    clock = Clock()
    encoder.encode(texts)
    taken = clock.read()
    return {"texts": len(texts), **taken, "texts/s": round(len(texts) / taken["seconds"])}


def part_int8() -> dict:
    """The package's own file as it lies, for comparison with the graph built from its weights."""
    import numpy as np
    from openvino import Core

    from sous.engines.vectors.encoder import batches, default_encoder
    from sous.engines.vectors.packaged import WEIGHTS

    compiled = Core().compile_model(str(WEIGHTS.locate()), "CPU")
    texts = sentences()[0][::4]
    ids = default_encoder().tokens.ids(texts)
    request = compiled.create_infer_request()
    clock = Clock()
    for batch in batches(np.array([len(one) for one in ids])):
        tokens = np.array([ids[index] for index in batch], np.int64)
        given = {"input_ids": tokens, "attention_mask": tokens * 0 + 1}
        request.infer({**given, "token_type_ids": tokens * 0})
    taken = clock.read()
    return {"texts": len(texts), **taken, "texts/s": round(len(texts) / taken["seconds"])}


def part_fast(count: str) -> dict:
    from sous.engines.vectors import FastEncoder
    from sous.engines.vectors.fast import fair_sample

    texts = recombined(int(count))
    clock = Clock()
    fast = FastEncoder.fit(fair_sample(texts))
    fitted = clock.read()["seconds"]
    rows = sum(len(part) for part in fast.encode_stream(texts))
    taken = clock.read()
    return {"texts": rows, "fit": fitted, **taken, "texts/s": round(rows / taken["seconds"])}


def part_fidelity(name: str) -> dict:
    import numpy as np

    from sous.engines.vectors import FastEncoder, encode, nearest
    from sous.engines.vectors.fast import fair_sample

    texts, labels = sentences(name)
    exact = encode(texts)
    sample = fair_sample(texts)
    at = dict(zip(texts, exact, strict=True))
    fast = FastEncoder.fit(sample, np.array([at[text] for text in sample])).encode(texts)
    unseen = np.array([text not in set(sample) for text in texts[:: len(texts) // 1000]])
    picks = np.arange(0, len(texts), len(texts) // 1000)
    both = [nearest(rows[picks], rows, 16)[0][:, 1:] for rows in (exact, fast)]
    kinds = np.array(labels)
    same = [(kinds[found] == kinds[picks][:, None]).mean() for found in both]
    pairs = zip(*both, strict=True)
    return {
        "cosine of unseen": round(float((exact * fast).sum(1)[picks][unseen].mean()), 3),
        "15 neighbours in common": round(
            float(np.mean([len(set(a) & set(b)) / 15 for a, b in pairs])), 3
        ),
        "neighbours of the same label, exact": round(float(same[0]), 3),
        "neighbours of the same label, fast": round(float(same[1]), 3),
    }


def part_index(count: str) -> dict:
    """Queries are exact vectors of texts that are not in the index; times are processor times."""
    import tempfile

    import numpy as np

    from sous.engines.vectors import FastEncoder, Index, encode, quantise
    from sous.engines.vectors.fast import fair_sample
    from sous.engines.vectors.index import compare, lengths_of, writing

    texts = list(dict.fromkeys(recombined(int(count) * 21 // 20 + 500)))[: int(count) + 200]
    queries = encode(texts[int(count) :])
    parts = FastEncoder.fit(fair_sample(texts)).encode_stream(texts[: int(count)])
    rows = np.concatenate([quantise(part) for part in parts])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clock = Clock()
        with writing(folder) as writer:
            every = max(1, len(rows) // 131_072)
            sample = rows[::every].astype(np.float32) / lengths_of(rows[::every])[:, None]
            writer.begin(sample, len(rows), {})
            for a in range(0, len(rows), 50_000):
                writer.add(np.arange(a, min(a + 50_000, len(rows))), rows[a : a + 50_000])
            writer.settle()
        built = clock.read()["cpu"]
        before = _resident()
        index = Index(folder)
        lengths = np.concatenate(
            [lengths_of(rows[a : a + 8192]) for a in range(0, len(rows), 8192)]
        )
        after, times, hits = 0.0, [], 0
        for query in queries:
            start = time.process_time()
            found = index.search(query, 10)[0]
            times.append((time.process_time() - start) * 1000)
            after = max(after, _resident())
            wanted = np.argpartition(-compare(query, [rows]) / lengths, 10)[:10]
            hits += len(set(found.tolist()) & set(wanted.tolist()))
    return {
        "rows": len(rows),
        "build cpu s": built,
        "recall@10": round(hits / (10 * len(queries)), 4),
        "p50 cpu ms": round(float(np.percentile(times, 50)), 2),
        "p95 cpu ms": round(float(np.percentile(times, 95)), 2),
        "searching MB": round(after - before, 1),
    }


def _resident() -> float:
    """MB of memory of its own that this process holds, mapped files included."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def part_duplicates() -> dict:
    from sous.engines.vectors import near_duplicates

    draw = random.Random(3)
    texts = list(dict.fromkeys(text.strip() for text in recombined(101_000)))[:100_000]
    long = [place for place, text in enumerate(texts) if len(text) >= 60]
    changed = draw.sample(long, 5_000)

    def disguise(text: str, how: int) -> str:
        if how == 0:
            return text.upper() + "!!"
        if how == 1:
            return f"{text}\n\nBest regards,\nSam Hill"
        if how == 2:
            return f"{text}\n\nOn Tue, 4 Feb 2025, Help <help@example.org> wrote:\n> {texts[0]}"
        at = draw.randrange(5, len(text) - 5)
        while not text[at].isalpha():
            at += 1 if at < len(text) - 1 else -5
        return text[:at] + text[at + 1 :]  # a letter fell out

    copies = [disguise(texts[place], number % 4) for number, place in enumerate(changed)]
    clock = Clock()
    groups = near_duplicates([*texts, *copies])
    taken = clock.read()
    found = [groups[len(texts) + number] == groups[place] for number, place in enumerate(changed)]
    return {
        "texts": len(groups),
        **taken,
        "found, case and signs": sum(found[0::4]) / len(found[0::4]),
        "found, signature": sum(found[1::4]) / len(found[1::4]),
        "found, quoted reply": sum(found[2::4]) / len(found[2::4]),
        "found, a letter missing": sum(found[3::4]) / len(found[3::4]),
        "groups among the others": len(texts) - len(set(groups[: len(texts)])),
    }


def part_quantise() -> dict:
    from sous.engines.vectors import dequantise, encode, quantise

    rows = encode(sentences()[0][::6])
    back = dequantise(quantise(rows))
    return {"mean cosine error": float(f"{(1 - (rows * back).sum(1)).mean():.1e}")}


PARTS = {
    name.removeprefix("part_"): part for name, part in globals().items() if name.startswith("part_")
}


def run(part: str, *arguments: str) -> None:
    """One part in a process of its own; prints its line."""
    done = subprocess.run(
        [sys.executable, __file__, "--part", part, *arguments],
        capture_output=True,
        text=True,
    )
    label = " ".join([part, *(Path(a).name for a in arguments)])
    if done.returncode:
        print(f"{label:28} failed: {done.stderr.strip().splitlines()[-1]}")
        return
    found = json.loads(done.stdout)
    print(f"{label:28} " + " · ".join(f"{key} {value}" for key, value in found.items()), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--million", action="store_true", help="also a million fast vectors")
    parser.add_argument("--other", help="a folder with another model to measure")
    parser.add_argument("--part", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.part:
        found = PARTS[given.part[0]](*given.part[1:])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(json.dumps({**found, "peak MB": peak}))
        return
    print(f"cores {os.cpu_count()}, load {os.getloadavg()[0]:.1f}")
    run("start")
    run("encode")
    if given.other:
        run("encode", given.other)
    run("int8")
    run("fidelity", "banking77")
    run("fidelity", "clinc150")
    run("fast", "100000")
    if given.million:
        run("fast", "1000000")
    run("quantise")
    run("index", "100000")
    if given.million:
        run("index", "1000000")
    run("duplicates")


if __name__ == "__main__":
    main()
