"""Every setting that an installation may change, read once from the environment.

A wrong value raises at start-up with the variable's name, rather than being replaced by a default.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

_env = environ.Env()


def data_folder() -> Path:
    """The one folder that holds everything an embedded installation writes."""
    folder = Path(_env.str("SOUS_DATA", default="data")).expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def secret_key(folder: Path) -> str:
    """``SOUS_SECRET_KEY``, or one made at first start and kept in the data folder (mode 600)."""
    if key := _env.str("SOUS_SECRET_KEY", default=""):
        return key
    path = folder / "secret-key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_secret(path)
    with os.fdopen(descriptor, "w") as file:
        key = secrets.token_urlsafe(64)
        file.write(key)
    return key


def _read_secret(path: Path) -> str:
    key = path.read_text().strip()
    if len(key) < 32:
        raise ImproperlyConfigured(f"{path} holds no usable key; remove it to have one made.")
    return key


def database(folder: Path) -> dict[str, object]:
    """Django's settings for ``SOUS_DATABASE_URL`` (default: SQLite in the data folder)."""
    url = _env.str("SOUS_DATABASE_URL", default=f"sqlite:///{folder / 'sous.sqlite3'}")
    config = _env.db_url_config(url)
    engine = config["ENGINE"]
    if engine.endswith("sqlite3"):
        config["OPTIONS"] = {
            # DEFERRED transactions fail with "database is locked" as soon as two writers meet.
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": (
                f"PRAGMA journal_mode=WAL; PRAGMA synchronous={_synchronous()};"
                "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
            ),
        }
        # A file, since some tests start a second process that must see the same rows.
        config["TEST"] = {"NAME": str(folder / "test.sqlite3")}
    elif engine.endswith(("postgresql", "psycopg2")):
        config["ENGINE"] = "django.db.backends.postgresql"
        config["HOST"] = unquote(config["HOST"])  # a folder with a socket comes as %2Fvar%2Frun
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
        # With 4 MB, what a common word finds is kept page by page and each page looked through.
        config["OPTIONS"] = {"options": "-c work_mem=32MB", **config.get("OPTIONS", {})}
    else:
        scheme = url.split(":")[0]
        raise ImproperlyConfigured(
            f"SOUS_DATABASE_URL must begin with sqlite:/// or postgresql://, not {scheme}:"
        )
    return config


def _synchronous() -> str:
    """FULL: what was acknowledged is on the disk. NORMAL is faster and may lose the last second."""
    value = _env.str("SOUS_SQLITE_SYNCHRONOUS", default="FULL").upper()
    if value not in {"FULL", "NORMAL", "OFF"}:
        raise ImproperlyConfigured("SOUS_SQLITE_SYNCHRONOUS must be FULL, NORMAL or OFF")
    return value


@dataclass(frozen=True)
class Mail:
    """How mail leaves. Without a server it is written into ``data/outbox`` for reading."""

    backend: str
    host: str
    port: int
    user: str
    password: str
    use_tls: bool
    use_ssl: bool
    sender: str


def mail() -> Mail:
    """Read ``SOUS_SMTP_URL`` (``smtp://user:password@host:port``, ``smtps://`` or ``smtp+tls://``)."""
    url = _env.str("SOUS_SMTP_URL", default="")
    sender = _env.str("SOUS_MAIL_FROM", default="Sous <sous@localhost>")
    if not url:
        file_backend = "django.core.mail.backends.filebased.EmailBackend"
        return Mail(file_backend, "", 0, "", "", False, False, sender)
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps", "smtp+tls"} or not parts.hostname:
        raise ImproperlyConfigured("SOUS_SMTP_URL must look like smtp://user:password@host:port")
    return Mail(
        "django.core.mail.backends.smtp.EmailBackend",
        parts.hostname,
        parts.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[parts.scheme],
        parts.username or "",
        parts.password or "",
        parts.scheme == "smtp+tls",
        parts.scheme == "smtps",
        sender,
    )


def flag(name: str, *, default: bool) -> bool:
    """A yes/no variable; anything but a recognised word raises."""
    value = os.environ.get(name)
    if value is None:
        return default
    words = {"1": True, "true": True, "yes": True, "on": True}
    words |= {"0": False, "false": False, "no": False, "off": False, "": False}
    if value.lower() not in words:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}")
    return words[value.lower()]


def text(name: str, *, default: str = "") -> str:
    """A plain string variable."""
    return _env.str(name, default=default)


def words(name: str, *, default: list[str]) -> list[str]:
    """A comma-separated variable."""
    return _env.list(name, default=default)
