from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from sous.api.auth import actor_of
from sous.api.etags import expected_version, tag
from sous.api.idempotency import idempotent
from sous.api.pages import Cursor, Listing, Size, listing
from sous.customers import commands, queries
from sous.customers.models import Account, Segment
from sous.kernel.errors import Invalid
from sous.kernel.refs import pk_of
from sous.shapes.customers import AccountShape, MergeShape, TotalShape, UpsertedShape

router = Router()


class Rows(Schema):
    """Rows to create or update; empty values leave things as they are."""

    rows: list[dict[str, Any]] = Field(min_length=1, max_length=1000)


class AccountChange(Schema):
    """What to change; what is left out stays, null empties, `properties` are replaced."""

    name: str | None = Field(None, max_length=200)
    domain: str | None = Field(None, max_length=300)
    external_id: str | None = Field(None, max_length=200)
    plan: str | None = Field(None, max_length=80)
    tier: str | None = Field(None, max_length=80)
    stage: str | None = None
    health: str | None = None
    industry: str | None = Field(None, max_length=120)
    country: str | None = Field(None, max_length=60)
    seats: int | None = None
    revenue: Decimal | None = Field(None, description="A year’s, in `currency`")
    currency: str | None = Field(None, max_length=3)
    renewal_on: date | None = None
    signed_on: date | None = None
    owner_id: int | None = None
    properties: dict[str, Any] | None = None


class NewAccount(AccountChange):
    """An account needs a name; all else helps."""

    name: str = Field(min_length=1, max_length=200)


class Merging(Schema):
    """The refs of what becomes part of this one."""

    refs: list[str] = Field(min_length=1, max_length=50)


class Filters(Schema):
    """How the list is narrowed; a parameter given twice means either value."""

    q: str = Field("", max_length=200, description="Beginnings of words of the name")
    plan: list[str] = Field(default_factory=list, max_length=50)
    tier: list[str] = Field(default_factory=list, max_length=50)
    stage: list[str] = Field(default_factory=list, max_length=50)
    health: list[str] = Field(default_factory=list, max_length=50)
    country: list[str] = Field(default_factory=list, max_length=50)
    currency: list[str] = Field(default_factory=list, max_length=50)
    owner: list[int] = Field(default_factory=list, max_length=50, description="User ids; 0: none")
    renewal: str = Field("", max_length=8, description="30, 60, 90, 180, 365, overdue or none")
    segment: str = Field("", max_length=24, description="A ref like SEG-1")

    def narrowed(self) -> queries.AccountFilter:
        """The same for the room."""
        return queries.AccountFilter(
            words=self.q,
            plans=self.plan,
            tiers=self.tier,
            stages=self.stage,
            healths=self.health,
            countries=self.country,
            currencies=self.currency,
            owners=[pk for pk in self.owner if 0 <= pk < 2**63],
            renewal=self.renewal,
            segment_id=pk_of(self.segment, Segment) if self.segment else None,
        )


@router.get("/", response=Listing[AccountShape], summary="List accounts")
def list_accounts(
    request: HttpRequest,
    filters: Query[Filters],
    order: str = "name",
    cursor: Cursor = "",
    size: Size = 50,
) -> Listing[AccountShape]:
    """`order` is name, revenue, renewal or feedback, with a minus for descending."""
    if order not in queries.ORDERS:
        raise Invalid("There is no such order.", {"order": ", ".join(queries.ORDERS)})
    rows = queries.accounts(actor_of(request), filters.narrowed())
    columns = queries.ORDERS[order]
    return listing(request, rows, columns, AccountShape.of, cursor=cursor, size=size)


@router.get("/revenue", response=list[TotalShape], summary="Add up revenue per currency")
def revenue(request: HttpRequest, filters: Query[Filters]) -> list[TotalShape]:
    rows = queries.accounts(actor_of(request), filters.narrowed())
    return [TotalShape.of(total) for total in queries.revenue_total(rows)]


@router.post("/", response={201: AccountShape}, summary="Create an account")
@idempotent
def create_account(request: HttpRequest, body: NewAccount) -> tuple[int, AccountShape]:
    values = body.dict(exclude_unset=True)
    made = commands.create_account(
        actor=actor_of(request), at=timezone.now(), values=values, source="api"
    )
    return 201, AccountShape.of(made)


@router.post("/upsert", response=UpsertedShape, summary="Create or update many accounts")
@idempotent
def upsert_accounts(request: HttpRequest, body: Rows) -> UpsertedShape:
    """Rows are known by `external_id`, else `domain`, else `name`. Sending them again is safe."""
    done = commands.upsert_accounts(
        actor=actor_of(request), at=timezone.now(), rows=body.rows, source="api"
    )
    return UpsertedShape.of(done, "ACC")


@router.post("/merges/{int:pk}/undo", response=MergeShape, summary="Undo a merge")
@idempotent
def undo_merge(request: HttpRequest, pk: int) -> MergeShape:
    done = commands.undo_merge(actor=actor_of(request), at=timezone.now(), merge_id=pk)
    return MergeShape.of(done)


@router.get("/{ref}", response=AccountShape, summary="Read an account")
def read_account(request: HttpRequest, response: HttpResponse, ref: str) -> AccountShape:
    found = queries.account(actor_of(request), pk_of(ref, Account))
    tag(response, found.version)
    return AccountShape.of(found)


@router.patch("/{ref}", response=AccountShape, summary="Change an account")
def change_account(
    request: HttpRequest, response: HttpResponse, ref: str, body: AccountChange
) -> AccountShape:
    """Send `If-Match` with the ETag you read to change only what nobody changed since."""
    found = commands.change_account(
        actor=actor_of(request),
        at=timezone.now(),
        account_id=pk_of(ref, Account),
        values=body.dict(exclude_unset=True),
        version=expected_version(request),
    )
    tag(response, found.version)
    return AccountShape.of(found)


@router.post("/{ref}/merge", response=MergeShape, summary="Merge accounts into this one")
@idempotent
def merge_accounts(request: HttpRequest, ref: str, body: Merging) -> MergeShape:
    """This account’s values win, its gaps are filled; contacts and feedback move here."""
    done = commands.merge_accounts(
        actor=actor_of(request),
        at=timezone.now(),
        into_id=pk_of(ref, Account),
        account_ids=[pk_of(each, Account) for each in body.refs],
    )
    return MergeShape.of(done)
