"""`python -m sous.engines.spark`: assign a corpus to themes on a Spark cluster."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m sous.engines.spark",
        description="Assign every text of a corpus to the themes of a saved model, with Spark.",
    )
    parser.add_argument("--model", type=Path, required=True, help="a saved theme model")
    parser.add_argument("--in", dest="source", required=True, help="Parquet, or CSV with a header")
    parser.add_argument("--out", dest="destination", required=True, help="Parquet to write")
    parser.add_argument("--text", default="text", help="column of the text (text)")
    parser.add_argument("--id", dest="key", default="id", help="column that names a row (id)")
    parser.add_argument("--fast", type=Path, help="a saved fast encoder, for very large corpora")
    parser.add_argument("--master", help="spark://host:port; default: as Spark is configured")
    parser.add_argument("--overwrite", action="store_true", help="replace what is at --out")
    given = parser.parse_args(arguments)
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        sys.stderr.write("Spark is not installed: pip install 'sous[spark]'.\n")
        return 2
    from sous.engines.spark.assign import assign_corpus

    builder = SparkSession.builder.appName("sous: assign themes")
    builder = builder.config("spark.ui.showConsoleProgress", sys.stderr.isatty())
    spark = (builder.master(given.master) if given.master else builder).getOrCreate()
    try:
        rows = assign_corpus(
            spark,
            model=given.model,
            source=given.source,
            destination=given.destination,
            text=given.text,
            key=given.key,
            fast=given.fast,
            overwrite=given.overwrite,
        )
    except (ValueError, OSError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    finally:
        spark.stop()
    sys.stdout.write(f"{rows} rows in {given.destination}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
