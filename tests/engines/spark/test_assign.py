"""A standalone master with two workers on loopback, and the same themes as on one machine."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytestmark = pytest.mark.slow

SOURCE = str(Path(__file__).parents[3] / "src")
THINGS = ["card", "invoice", "watch", "export", "login", "map", "report", "chat"]
FORMS = [
    "the {} crashes all the time",
    "please add a dark {}",
    "how do i change the {}?",
    "i love the new {}",
    "my {} has been late since monday",
    "the {} is far too expensive",
]
# Short-lived virtual machines on few cores: no optimising compiler, no parallel collector.
LEAN = {"JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
TEXTS = [form.format(thing) for form in FORMS for thing in THINGS]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def spark_class() -> str:
    pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed (sous[spark])")
    if not shutil.which("java"):
        pytest.skip("Spark needs Java, which is not installed")
    return str(Path(pyspark.__file__).parent / "bin" / "spark-class")


@pytest.fixture(scope="module")
def cluster(spark_class: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a master that two workers of one core have joined."""
    folder = tmp_path_factory.mktemp("spark")
    port, page = free_port(), free_port()
    master = f"spark://127.0.0.1:{port}"
    environment = os.environ | LEAN
    environment |= {
        "PYTHONPATH": SOURCE,
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder),
        "SPARK_LOG_DIR": str(folder),
    }
    deploy = "org.apache.spark.deploy"
    commands = [[f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", str(port)]]
    commands[0] += ["--webui-port", str(page)]
    for number in (1, 2):
        commands.append([f"{deploy}.worker.Worker", "--host", "127.0.0.1", "--webui-port", "0"])
        commands[-1] += ["--cores", "1", "--memory", "1g", "--work-dir", str(folder / str(number))]
        commands[-1] += [master]
    started = []
    try:
        for number, command in enumerate(commands):
            with (folder / f"{number}.log").open("wb") as log:
                started.append(
                    subprocess.Popen(
                        [spark_class, *command], env=environment, stdout=log, stderr=log
                    )
                )
        wait_for_workers(f"http://127.0.0.1:{page}/json/", 2)
        yield master
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(20)


def wait_for_workers(page: str, count: int) -> None:
    import json

    until = time.monotonic() + 180
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(page, timeout=2) as answer:
                workers = json.load(answer)["workers"]
            if sum(worker["state"] == "ALIVE" for worker in workers) == count:
                return
        except OSError:
            pass
        time.sleep(0.2)
    pytest.fail(f"the Spark master had no {count} workers within three minutes")


def test_a_cluster_assigns_as_one_machine_does(cluster: str, tmp_path: Path) -> None:
    from sous.engines.themes import ThemeModel, discover
    from sous.engines.vectors import encode

    discover(TEXTS).save(tmp_path / "model.npz")
    corpus: list[str | None] = [f"{text} ({number})" for number in range(20) for text in TEXTS]
    corpus += ["", None, "\u202e \U0001f600"]
    table = pa.table({"ref": list(range(len(corpus))), "said": corpus})
    (tmp_path / "corpus.parquet").mkdir()
    for part in range(4):  # four files, so that both workers have something to do
        file = tmp_path / "corpus.parquet" / f"{part}.parquet"
        pq.write_table(table.slice(part * 241, 241), file)

    command = [sys.executable, "-m", "sous.engines.spark", "--master", cluster]
    command += ["--model", str(tmp_path / "model.npz"), "--in", str(tmp_path / "corpus.parquet")]
    command += ["--out", str(tmp_path / "out.parquet"), "--text", "said", "--id", "ref"]
    environment = {"PYTHONPATH": SOURCE, "PYSPARK_PYTHON": sys.executable}
    done = subprocess.run(
        command,
        env=os.environ | LEAN | environment | {"SPARK_LOCAL_IP": "127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert f"{len(corpus)} rows" in done.stdout

    found = pq.read_table(tmp_path / "out.parquet").sort_by("ref")
    model = ThemeModel.load(tmp_path / "model.npz")
    texts = [text or "" for text in corpus]
    expected = model.assign(texts, vectors=encode(texts))
    keys = np.array([theme.key for theme in model.themes] + [-1])
    assert found["ref"].to_pylist() == list(range(len(corpus)))
    assert found["theme"].to_pylist() == keys[expected.labels].tolist()
    np.testing.assert_allclose(found["score"].to_numpy(), expected.scores, atol=1e-6)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not installed (sous[spark])")
    from sous.engines.spark import assign_frame

    class Frame:
        columns = ("id", "body")

    with pytest.raises(ValueError, match="no column 'text'; there are id, body"):
        assign_frame(Frame(), model=tmp_path / "model.npz")  # type: ignore[arg-type]
