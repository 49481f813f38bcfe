"""Themes for a corpus that does not fit on one machine: the same engine, inside Apache Spark.

    python -m sous.engines.spark --model themes.npz --in corpus.parquet --out assigned.parquet

Needs the extra `sous[spark]`, Java 17, and Sous installed where the executors run.
"""

from sous.engines.spark.assign import assign_corpus, assign_frame

__all__ = ["assign_corpus", "assign_frame"]
