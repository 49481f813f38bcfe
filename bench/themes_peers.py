"""Runs one peer on given texts and vectors. Needs only the peer's own environment.

    python themes_peers.py METHOD FOLDER

FOLDER holds texts.json and vectors.npy; labels.npy, names.json and told.json are written to it:
what the work took, the whole process from its start ("cold"), and where the method can do it, the
best time for assigning 1,000 texts. METHOD: bertopic, bertopic-reduced, evoc, top2vec (its recipe:
UMAP to 5 dimensions, HDBSCAN, each text to the nearest topic vector).
"""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

BEGAN = time.perf_counter()  # what takes long to import is imported by the method


def bertopic(texts, vectors, reduce_outliers, told):
    from bertopic import BERTopic

    model = BERTopic(calculate_probabilities=False, verbose=False)
    labels, _ = model.fit_transform(texts, vectors)
    if reduce_outliers:
        labels = model.reduce_outliers(texts, labels, strategy="embeddings", embeddings=vectors)
    told["assign"] = lambda: model.transform(texts[:1000], vectors[:1000])
    words = {
        topic: [w for w, _ in model.get_topic(topic)[:4]] for topic in set(labels) if topic >= 0
    }
    return np.array(labels), {int(t): " ".join(w) for t, w in words.items()}


def evoc(texts, vectors):
    from evoc import EVoC

    return np.asarray(EVoC().fit_predict(vectors)), {}


def top2vec(texts, vectors):
    import hdbscan
    import umap

    low = umap.UMAP(n_neighbors=15, n_components=5, metric="cosine").fit_transform(vectors)
    dense = hdbscan.HDBSCAN(min_cluster_size=15, cluster_selection_method="eom").fit_predict(low)
    topics = np.stack([vectors[dense == t].mean(axis=0) for t in range(dense.max() + 1)])
    topics /= np.linalg.norm(topics, axis=1, keepdims=True)
    return (vectors @ topics.T).argmax(axis=1), {}


def main() -> None:
    method, folder = sys.argv[1], Path(sys.argv[2])
    texts = json.loads((folder / "texts.json").read_text())
    vectors = np.load(folder / "vectors.npy")
    start = time.perf_counter()
    told = {}
    match method:
        case "bertopic":
            labels, names = bertopic(texts, vectors, reduce_outliers=False, told=told)
        case "bertopic-reduced":
            labels, names = bertopic(texts, vectors, reduce_outliers=True, told=told)
        case "evoc":
            labels, names = evoc(texts, vectors)
        case "top2vec":
            labels, names = top2vec(texts, vectors)
        case _:
            sys.exit(f"unknown method {method}")
    usage = resource.getrusage(resource.RUSAGE_SELF)
    assign = told.pop("assign", None)
    told["seconds"] = time.perf_counter() - start
    told["cold"] = time.perf_counter() - BEGAN
    told["cpu"] = usage.ru_utime + usage.ru_stime
    told["gib"] = usage.ru_maxrss / 2**20
    if assign and method == "bertopic":
        told["assign"] = min(timed(assign) for _ in range(6))
    np.save(folder / "labels.npy", labels)
    (folder / "names.json").write_text(json.dumps(names))
    (folder / "told.json").write_text(json.dumps(told))


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


main()
