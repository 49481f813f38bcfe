from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from sous.api.auth import actor_of
from sous.api.customers.accounts import Rows
from sous.api.idempotency import idempotent
from sous.customers import commands
from sous.shapes.customers import UpsertedShape

router = Router()


@router.post("/upsert", response=UpsertedShape, summary="Create or update many contacts")
@idempotent
def upsert_contacts(request: HttpRequest, body: Rows) -> UpsertedShape:
    """Rows are known by `external_id`, else `email`; `account_name`, `account_domain` and
    `account_external_id` name the account, else the e-mail domain decides."""
    done = commands.upsert_contacts(
        actor=actor_of(request), at=timezone.now(), rows=body.rows, source="api"
    )
    return UpsertedShape.of(done, "CON")
