"""Recognising people who were erased, without knowing who they were."""

from collections.abc import Iterable

from django.utils.crypto import salted_hmac

from sous.customers.models import Erasure

SALT = "sous.customers.erased"
STEP = 400
ERASED_PERSON = "This person was erased here and is not brought back."


def erasure_digest(kind: str, value: str) -> str:
    """What is kept of an erased ``email`` or ``external_id``: an HMAC under the secret key.

    A dump of the database alone does not tell who was erased.
    """
    return salted_hmac(SALT, f"{kind}:{value.strip().lower()}", algorithm="sha256").hexdigest()


def erased_among(kind: str, values: Iterable[str]) -> set[str]:
    """Those of some addresses (or ids) that belonged to erased people, in lower case."""
    digests = {erasure_digest(kind, value): value for value in values if value.strip()}
    if not digests or not Erasure.objects.exists():
        return set()
    wanted = sorted(digests)
    found: set[str] = set()
    for start in range(0, len(wanted), STEP):
        rows = Erasure.objects.filter(digest__in=wanted[start : start + STEP])
        found.update(rows.values_list("digest", flat=True))
    return {value.strip().lower() for digest, value in digests.items() if digest in found}
