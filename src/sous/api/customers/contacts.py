from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from sous.api.auth import actor_of
from sous.api.customers.accounts import Merging, Rows
from sous.api.etags import expected_version, tag
from sous.api.idempotency import idempotent
from sous.api.pages import Cursor, Listing, Size, listing
from sous.customers import commands, queries
from sous.customers.choices import ConsentPurpose, ConsentState
from sous.customers.models import Account, Contact
from sous.feedback import queries as feedback
from sous.kernel.errors import Invalid
from sous.kernel.refs import pk_of
from sous.shapes.customers import ConsentShape, ContactShape, MergeShape, UpsertedShape
from sous.shapes.feedback import ItemShape

router = Router()


class Readmitting(Schema):
    """The address or the id of someone who was erased."""

    email: str = Field("", max_length=254)
    external_id: str = Field("", max_length=200)


class ContactChange(Schema):
    """What to change; what is left out stays, null empties, `properties` are replaced."""

    name: str | None = Field(None, max_length=200)
    email: str | None = Field(None, max_length=300)
    title: str | None = Field(None, max_length=120)
    language: str | None = Field(None, max_length=8)
    external_id: str | None = Field(None, max_length=200)
    account: str | None = Field(None, max_length=24, description="A ref like ACC-1")
    properties: dict[str, Any] | None = None

    def values(self) -> dict[str, Any]:
        """The same for the room, with the account's id."""
        given: dict[str, Any] = self.dict(exclude_unset=True)
        if "account" in given:
            ref = given.pop("account")
            given["account_id"] = pk_of(ref, Account) if ref else None
        return given


class ConsentChange(Schema):
    """What they said, how we know, and since when (now, if left out)."""

    state: ConsentState
    source: str = Field("", max_length=200)
    said_at: datetime | None = None


@router.get("/", response=Listing[ContactShape], summary="List contacts")
def list_contacts(
    request: HttpRequest,
    q: str = "",
    account: str = "",
    consent: ConsentPurpose | None = None,
    without_account: bool = False,
    order: str = "name",
    cursor: Cursor = "",
    size: Size = 50,
) -> Listing[ContactShape]:
    """`consent` keeps those who agreed to a purpose; `order` is name or feedback, or -…"""
    if order not in queries.CONTACT_ORDERS:
        raise Invalid("There is no such order.", {"order": ", ".join(queries.CONTACT_ORDERS)})
    rows = queries.contacts(
        actor_of(request),
        words=q,
        account_id=pk_of(account, Account) if account else None,
        consent=consent or "",
        homeless=without_account,
    )
    columns = queries.CONTACT_ORDERS[order]
    return listing(request, rows, columns, ContactShape.of, cursor=cursor, size=size)


@router.post("/", response={201: ContactShape}, summary="Create a contact")
@idempotent
def create_contact(request: HttpRequest, body: ContactChange) -> tuple[int, ContactShape]:
    """Needs a name or an address. Without an account, the e-mail domain decides."""
    made = commands.create_contact(
        actor=actor_of(request), at=timezone.now(), values=body.values(), source="api"
    )
    return 201, ContactShape.of(made)


@router.post("/upsert", response=UpsertedShape, summary="Create or update many contacts")
@idempotent
def upsert_contacts(request: HttpRequest, body: Rows) -> UpsertedShape:
    """Rows are known by `external_id`, else `email`; `account_name`, `account_domain` and
    `account_external_id` name the account, else the e-mail domain decides."""
    done = commands.upsert_contacts(
        actor=actor_of(request), at=timezone.now(), rows=body.rows, source="api"
    )
    return UpsertedShape.of(done, "CON")


@router.get("/{ref}", response=ContactShape, summary="Read a contact")
def read_contact(request: HttpRequest, response: HttpResponse, ref: str) -> ContactShape:
    found = queries.contact(actor_of(request), pk_of(ref, Contact))
    tag(response, found.version)
    return ContactShape.of(found)


@router.patch("/{ref}", response=ContactShape, summary="Change a contact")
def change_contact(
    request: HttpRequest, response: HttpResponse, ref: str, body: ContactChange
) -> ContactShape:
    """Send `If-Match` with the ETag you read to change only what nobody changed since."""
    found = commands.change_contact(
        actor=actor_of(request),
        at=timezone.now(),
        contact_id=pk_of(ref, Contact),
        values=body.values(),
        version=expected_version(request),
    )
    tag(response, found.version)
    return ContactShape.of(found)


@router.post("/{ref}/merge", response=MergeShape, summary="Merge contacts into this one")
@idempotent
def merge_contacts(request: HttpRequest, ref: str, body: Merging) -> MergeShape:
    """Undo with `POST /accounts/merges/{id}/undo`."""
    done = commands.merge_contacts(
        actor=actor_of(request),
        at=timezone.now(),
        into_id=pk_of(ref, Contact),
        contact_ids=[pk_of(each, Contact) for each in body.refs],
    )
    return MergeShape.of(done)


@router.get("/{ref}/consent", response=list[ConsentShape], summary="Read consent")
def read_consent(request: HttpRequest, ref: str) -> list[ConsentShape]:
    actor = actor_of(request)
    found = queries.contact(actor, pk_of(ref, Contact))
    return [ConsentShape.of(each) for each in queries.consents(actor, found)]


@router.put("/{ref}/consent/{purpose}", response=ConsentShape, summary="Note consent")
def set_consent(
    request: HttpRequest, ref: str, purpose: ConsentPurpose, body: ConsentChange
) -> ConsentShape:
    done = commands.set_consent(
        actor=actor_of(request),
        at=timezone.now(),
        contact_id=pk_of(ref, Contact),
        purpose=purpose,
        **body.dict(),
    )
    return ConsentShape.of(done)


@router.get("/{ref}/export", response=dict[str, Any], summary="Export all about a contact")
def export_contact(request: HttpRequest, ref: str) -> dict[str, Any]:
    """Everything kept about the person, what they said included; the export itself is noted."""
    actor, pk = actor_of(request), pk_of(ref, Contact)
    data = commands.export_contact(actor=actor, at=timezone.now(), contact_id=pk)
    ids = [pk_of(person["ref"], Contact) for person in data["contacts"]]
    said = feedback.items(actor).filter(contact_id__in=ids)
    return data | {"feedback": [ItemShape.of(item).model_dump(mode="json") for item in said]}


@router.post("/{ref}/erase", response=ContactShape, summary="Erase a contact for good")
def erase_contact(request: HttpRequest, ref: str) -> ContactShape:
    """Forgets name, address and all else; what they said stays without a name. No way back."""
    done = commands.erase_contact(
        actor=actor_of(request), at=timezone.now(), contact_id=pk_of(ref, Contact)
    )
    return ContactShape.of(done)


@router.post("/readmit", response={204: None}, summary="Let an erased person be kept again")
def readmit_person(request: HttpRequest, body: Readmitting) -> tuple[int, None]:
    """For someone who came back of their own will; what was erased does not return."""
    commands.readmit_person(actor=actor_of(request), at=timezone.now(), **body.dict())
    return 204, None
