from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from sous.api.auth import actor_of
from sous.api.idempotency import idempotent
from sous.customers import commands
from sous.shapes.customers import UpsertedShape

router = Router()


class Rows(Schema):
    """Rows to create or update; empty values leave things as they are."""

    rows: list[dict[str, Any]] = Field(min_length=1, max_length=1000)


@router.post("/upsert", response=UpsertedShape, summary="Create or update many accounts")
@idempotent
def upsert_accounts(request: HttpRequest, body: Rows) -> UpsertedShape:
    """Rows are known by `external_id`, else `domain`, else `name`. Sending them again is safe."""
    done = commands.upsert_accounts(
        actor=actor_of(request), at=timezone.now(), rows=body.rows, source="api"
    )
    return UpsertedShape.of(done, "ACC")
