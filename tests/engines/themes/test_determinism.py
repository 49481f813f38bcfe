"""The same bits, whatever the number of threads."""

import os
import subprocess
import sys
from pathlib import Path

from sous.engines import themes

SCRIPT = """
import sys, hashlib
import numpy as np
from sous.engines import themes
from sous.engines.themes import compute
compute.THREADS = int(sys.argv[1])
rows = np.random.default_rng(5).standard_normal((30, 64))
vectors = np.repeat(rows, 80, axis=0) + np.random.default_rng(6).standard_normal((2400, 64)) * 0.9
texts = [f"word{i // 80} thing{i % 7} number {i}" for i in range(2400)]
model = themes.discover(texts, vectors=vectors.astype(np.float32))
told = model.labels.tobytes() + model.scores.tobytes() + repr(model.themes).encode()
print(hashlib.sha256(told).hexdigest())
"""


def run(threads: int) -> str:
    source = Path(themes.__file__).parents[3]
    variables = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    environment = os.environ | {name: str(threads) for name in variables}
    environment |= {"PYTHONPATH": str(source), "PYTHONHASHSEED": str(threads)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(threads)],
        env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_threads_do_not_change_a_bit():
    assert run(1) == run(4)
