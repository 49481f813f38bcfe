"""Assigning texts to the themes of a model, partition by partition.

The model travels to each executor once, as the bytes of its file. Each Python worker keeps one
model and one encoder for all batches it sees. A text's vector and theme depend on that text alone,
so the result is the same on one machine and on many.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import DataFrame, SparkSession

# Rows a Python worker takes at a time: enough for full batches of texts of one length.
ROWS_AT_A_TIME = 4096

# One per Python worker process; Spark reuses a process for many partitions.
_loaded: dict[str, Any] = {}


def assign_corpus(
    spark: SparkSession,
    *,
    model: Path,
    source: str,
    destination: str,
    text: str = "text",
    key: str = "id",
    fast: Path | None = None,
    overwrite: bool = False,
) -> int:
    """Read `source` (Parquet, or CSV with a header), write `destination` as Parquet; rows written.

    `model` is a saved ThemeModel, `fast` a saved FastEncoder for corpora where speed counts for
    more than the last percent. Raises ValueError when a column is missing.
    """
    if source.rstrip("/").endswith((".csv", ".csv.gz", ".tsv")):
        reader = spark.read.option("header", True).option("multiLine", True).option("escape", '"')
        frame = reader.csv(source, sep="\t" if source.endswith(".tsv") else ",")
    else:
        frame = spark.read.parquet(source)
    assigned = assign_frame(frame, model=model, text=text, key=key, fast=fast)
    assigned.write.mode("overwrite" if overwrite else "errorifexists").parquet(destination)
    return int(spark.read.parquet(destination).count())


def assign_frame(
    frame: DataFrame, *, model: Path, text: str = "text", key: str = "id", fast: Path | None = None
) -> DataFrame:
    """The rows' `key`, `theme` (its lasting key, −1 for none) and `score`, as a lazy DataFrame."""
    missing = [name for name in (key, text) if name not in frame.columns]
    if missing:
        raise ValueError(
            f"There is no column {missing[0]!r}; there are {', '.join(frame.columns)}."
        )
    from pyspark.sql.types import FloatType, LongType, StructField, StructType

    spark = frame.sparkSession
    spark.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(ROWS_AT_A_TIME))
    parts = {"model": Path(model).read_bytes(), "fast": Path(fast).read_bytes() if fast else None}
    shared = spark.sparkContext.broadcast(parts)
    shape = StructType(
        [
            StructField(key, frame.schema[key].dataType),
            StructField("theme", LongType()),
            StructField("score", FloatType()),
        ]
    )
    return frame.select(key, text).mapInPandas(_mapper(shared, key, text), schema=shape)


def _mapper(
    shared: Any, key: str, text: str
) -> Callable[[Iterator[pd.DataFrame]], Iterator[pd.DataFrame]]:
    def run(batches: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
        import pandas as pd

        model, encoder = _tools(shared.value)
        for batch in batches:
            texts = [value if isinstance(value, str) else "" for value in batch[text]]
            found = model.assign(texts, vectors=encoder.encode(texts))
            known = [theme.key for theme in model.themes]
            themes = [known[label] if label >= 0 else -1 for label in found.labels]
            yield pd.DataFrame({key: batch[key], "theme": themes, "score": found.scores})

    return run


def _tools(parts: dict[str, bytes | None]) -> tuple[Any, Any]:
    """The theme model and the encoder, once per process."""
    from sous.engines.themes import ThemeModel
    from sous.engines.vectors import FastEncoder, installed_encoder

    name = sha256(b"".join(part or b"-" for part in parts.values())).hexdigest()
    if name not in _loaded:
        _loaded.clear()
        with tempfile.TemporaryDirectory() as folder:
            files = {kind: Path(folder) / f"{kind}.npz" for kind in parts}
            for kind, data in parts.items():
                files[kind].write_bytes(data or b"")
            # An executor runs one task per core: each keeps to one thread.
            encoder: Any = installed_encoder(threads=1)
            if parts["fast"] is not None:
                encoder = FastEncoder.load(files["fast"], base=encoder, threads=1)
            _loaded[name] = ThemeModel.load(files["model"]), encoder
    model, encoder = _loaded[name]
    return model, encoder
