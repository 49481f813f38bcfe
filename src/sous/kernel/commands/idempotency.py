from datetime import datetime

from django.db import IntegrityError, transaction

from sous.kernel.actors import Actor
from sous.kernel.errors import Conflict, Invalid
from sous.kernel.models import StoredAnswer


def begin_answer(
    *, actor: Actor, at: datetime, key: str, fingerprint: str
) -> tuple[StoredAnswer, bool]:
    """Claim an Idempotency-Key. Returns the row and whether the work is still to be done.

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
    if stored.status is None:
        raise Conflict("The same request is being worked on.")
    return stored, False


def store_answer(
    *, actor: Actor, at: datetime, stored: StoredAnswer, status: int, body: bytes, content_type: str
) -> None:
    """Keep the answer for the next request with the same key."""
    StoredAnswer.objects.filter(pk=stored.pk).update(
        status=status, body=body, content_type=content_type
    )


def drop_answer(*, actor: Actor, at: datetime, stored: StoredAnswer) -> None:
    """Forget a request that failed, so that it may be tried again."""
    StoredAnswer.objects.filter(pk=stored.pk).delete()
