from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from sous.api.auth import actor_of
from sous.api.etags import expected_version, tag
from sous.api.idempotency import idempotent
from sous.api.pages import Cursor, Listing, Size, listing
from sous.kernel.refs import pk_of
from sous.organization import commands, queries
from sous.organization.models import Product
from sous.shapes.organization import ProductShape

router = Router()


class NewThing(Schema):
    """A name, and what it is about."""

    name: str = Field(min_length=1, max_length=120)
    description: str = Field("", max_length=2000)


class ThingChange(Schema):
    """What to change; what is left out stays."""

    name: str | None = Field(None, min_length=1, max_length=120)
    description: str | None = Field(None, max_length=2000)
    archived: bool | None = None


@router.get("/", response=Listing[ProductShape], summary="List products")
def list_products(
    request: HttpRequest, archived: bool = False, cursor: Cursor = "", size: Size = 50
) -> Listing[ProductShape]:
    rows = queries.products(actor_of(request), archived=archived)
    return listing(request, rows, ["name", "pk"], ProductShape.of, cursor=cursor, size=size)


@router.post("/", response={201: ProductShape}, summary="Create a product")
@idempotent
def create_product(request: HttpRequest, body: NewThing) -> tuple[int, ProductShape]:
    made = commands.create_product(actor=actor_of(request), at=timezone.now(), **body.dict())
    return 201, ProductShape.of(made)


@router.get("/{ref}", response=ProductShape, summary="Read a product")
def read_product(request: HttpRequest, response: HttpResponse, ref: str) -> ProductShape:
    found = queries.product(actor_of(request), pk_of(ref, Product))
    tag(response, found.version)
    return ProductShape.of(found)


@router.patch("/{ref}", response=ProductShape, summary="Change, archive or restore a product")
def change_product(
    request: HttpRequest, response: HttpResponse, ref: str, body: ThingChange
) -> ProductShape:
    """Send `If-Match` with the ETag you read to change only what nobody changed since."""
    actor, now, pk = actor_of(request), timezone.now(), pk_of(ref, Product)
    found = commands.change_product(
        actor=actor,
        at=now,
        product_id=pk,
        version=expected_version(request),
        **body.dict(exclude={"archived"}),
    )
    if body.archived is True:
        found = commands.archive_product(actor=actor, at=now, product_id=pk)
    elif body.archived is False:
        found = commands.restore_product(actor=actor, at=now, product_id=pk)
    tag(response, found.version)
    return ProductShape.of(found)
