from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, File, Form, Router, Schema, UploadedFile

from sous.api.auth import actor_of
from sous.api.pages import Cursor, Listing, Size, listing
from sous.customers import commands, queries
from sous.customers.choices import RowKind
from sous.shapes.customers import CustomerFileShape

router = Router()


class Columns(Schema):
    """What the columns mean: field → column. Columns without a field become properties."""

    kind: RowKind | None = None
    mapping: dict[str, str] = Field(default_factory=dict)


@router.get("/", response=Listing[CustomerFileShape], summary="List files of customers")
def list_files(
    request: HttpRequest, cursor: Cursor = "", size: Size = 50
) -> Listing[CustomerFileShape]:
    rows = queries.files(actor_of(request))
    return listing(request, rows, ["-pk"], CustomerFileShape.of, cursor=cursor, size=size)


@router.post("/", response={201: CustomerFileShape}, summary="Bring a file of customers")
def add_file(
    request: HttpRequest,
    file: UploadedFile = File(...),  # noqa: B008 - how the framework takes files
    kind: RowKind | None = Form(None),  # noqa: B008
) -> tuple[int, CustomerFileShape]:
    """Answers what an import would do; nothing is written before `start`."""
    kept = commands.add_customer_file(
        actor=actor_of(request),
        at=timezone.now(),
        name=file.name or "file",
        content=file,
        kind=kind or "",
    )
    return 201, CustomerFileShape.of(kept)


@router.get("/{int:pk}", response=CustomerFileShape, summary="Read how far a file is")
def read_file(request: HttpRequest, pk: int) -> CustomerFileShape:
    return CustomerFileShape.of(queries.file(actor_of(request), pk))


@router.patch("/{int:pk}", response=CustomerFileShape, summary="Correct what columns mean")
def map_file(request: HttpRequest, pk: int, body: Columns) -> CustomerFileShape:
    kept = commands.map_customer_file(
        actor=actor_of(request),
        at=timezone.now(),
        file_id=pk,
        mapping=body.mapping,
        kind=body.kind or "",
    )
    return CustomerFileShape.of(kept)


@router.delete("/{int:pk}", response={204: None}, summary="Drop a file that was not imported")
def drop_file(request: HttpRequest, pk: int) -> tuple[int, None]:
    commands.drop_customer_file(actor=actor_of(request), at=timezone.now(), file_id=pk)
    return 204, None


@router.post("/{int:pk}/start", response=CustomerFileShape, summary="Import a file of customers")
def start_file(request: HttpRequest, pk: int) -> CustomerFileShape:
    kept = commands.start_customer_file(actor=actor_of(request), at=timezone.now(), file_id=pk)
    return CustomerFileShape.of(kept)
