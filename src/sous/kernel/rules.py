"""The kernel's pure decisions."""

import hashlib
import secrets

from sous.kernel.choices import ROLE_ORDER, Role

TOKEN_PREFIX = "sous_"  # noqa: S105 - lets secret scanners recognise a leaked token


def new_secret() -> str:
    """A secret with 256 bits of chance, safe in addresses and headers."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is stored of a secret. Plain SHA-256 suffices, since secrets are random and long."""
    return hashlib.sha256(secret.encode()).hexdigest()


def may_lose_owner(owners: int, role: str, new_role: str | None) -> bool:
    """Whether a person may get ``new_role`` (None: leave) with ``owners`` owners in all."""
    return role != Role.OWNER or new_role == Role.OWNER or owners > 1


def roles_below(role: Role) -> list[Role]:
    """The roles that ``role`` includes, highest first."""
    return [known for known in reversed(ROLE_ORDER) if known.rank <= role.rank]


def excerpt(text: str, length: int = 160) -> str:
    """The beginning of a text on one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[:length].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
