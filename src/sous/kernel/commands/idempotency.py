from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from sous.kernel.actors import Actor
from sous.kernel.errors import Conflict, Invalid
from sous.kernel.models import StoredAnswer

LEASE = timedelta(seconds=60)
"""How long a request may work before a retry takes its key over."""


def begin_answer(
    *, actor: Actor, at: datetime, key: str, fingerprint: str
) -> tuple[StoredAnswer, bool]:
    """Claim an Idempotency-Key. Returns the row and whether the work is still to be done.

    A request that has not answered within the lease is taken to have died: one retry takes its
    place. Should it be alive after all, ``store_answer`` refuses it, and its work is undone.
    Raises Invalid when the key was used for another request, Conflict while one is in flight.
    """
    try:
        with transaction.atomic():
            stored = StoredAnswer.objects.create(
                user_id=actor.user_id or 0, key=key, fingerprint=fingerprint, created_at=at
            )
        return stored, True
    except IntegrityError:
        stored = StoredAnswer.objects.get(user_id=actor.user_id or 0, key=key)
    if stored.fingerprint != fingerprint:
        raise Invalid("This Idempotency-Key was used for another request.")
    if stored.status is not None:
        return stored, False
    claimed = stored.created_at <= at - LEASE and _claim(stored).update(created_at=at)
    if not claimed:
        raise Conflict("The same request is being worked on.")
    stored.created_at = at
    return stored, True


def store_answer(
    *, actor: Actor, at: datetime, stored: StoredAnswer, status: int, body: bytes, content_type: str
) -> None:
    """Keep the answer for the next request with the same key.

    Called in the transaction of the work that it answers, so that both stand or fall together.
    Raises Conflict when a retry has taken the key over meanwhile.
    """
    kept = _claim(stored).update(status=status, body=body, content_type=content_type)
    if not kept:
        raise Conflict("The same request is being worked on by a retry.")


def drop_answer(*, actor: Actor, at: datetime, stored: StoredAnswer) -> None:
    """Forget a request that failed, so that it may be tried again."""
    _claim(stored).delete()


def _claim(stored: StoredAnswer) -> QuerySet[StoredAnswer]:
    """The row, if it is still ours: nobody has answered it or taken it over."""
    return StoredAnswer.objects.filter(pk=stored.pk, status=None, created_at=stored.created_at)
