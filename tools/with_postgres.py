"""Run a command beside a PostgreSQL of its own: ``python tools/with_postgres.py -- pytest``.

The cluster lives in a temporary folder, listens on a socket only, forgets everything at the end,
and is named to the command in ``SOUS_DATABASE_URL``. ``--keep FOLDER`` keeps it there instead.
"""

import argparse
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PREFIX = "sous-postgres-"


def binaries() -> Path:
    """The newest PostgreSQL server on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        sys.exit("No PostgreSQL server here; `make setup-test` installs one.")
    return Path(on_path).resolve().parent


def _version(path: Path) -> int:
    return int(path.parts[-3])


def server_user() -> list[str]:
    """The words that run a command as somebody the server accepts: it refuses to be root."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def main() -> int:
    """Start the cluster, run the command, stop the cluster; returns the command's exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--keep", type=Path, help="a folder for the cluster that stays")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    given = parser.parse_args()
    command = given.command[1:] if given.command[:1] == ["--"] else given.command
    bin_folder, prefix = binaries(), server_user()
    folder = (
        given.keep.resolve() if given.keep else Path(tempfile.mkdtemp(prefix=PREFIX, dir="/tmp"))
    )
    folder.mkdir(parents=True, exist_ok=True)
    if prefix:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"
    server = [*prefix, str(bin_folder / "pg_ctl"), "-D", str(data)]
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
    try:
        if not data.exists():
            initdb = [*prefix, str(bin_folder / "initdb"), "-D", str(data)]
            _run([*initdb, "-U", "sous", "-A", "trust"])
        _run([*server, "-w", "-o", options, "-l", str(folder / "log"), "start"])
        url = f"postgresql://sous@{str(folder).replace('/', '%2F')}/postgres"
        environment = {**os.environ, "SOUS_DATABASE_URL": url}
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603
    finally:
        stop = [*server, "-m", "fast" if given.keep else "immediate", "stop"]
        subprocess.run(stop, check=False, capture_output=True)  # noqa: S603
        if not given.keep:
            shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
