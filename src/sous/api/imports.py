"""Imports over HTTP: send a file, check, start, watch, undo."""

from typing import Annotated, Any
from urllib.parse import quote

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from sous.api.auth import actor_of
from sous.api.pages import Cursor, Listing, Size, listing
from sous.api.uploads import file_of_body
from sous.feedback import commands, queries
from sous.feedback.choices import RowOutcome
from sous.feedback.models import Import
from sous.feedback.queries.downloads import refused_file
from sous.kernel.errors import Invalid, NotFound
from sous.kernel.refs import parse_ref
from sous.shapes.feedback import ImportShape, RowShape

router = Router()

Name = Annotated[str, Query("", max_length=255, description="Of a file sent as the raw body")]
FormatKey = Annotated[str, Query("", max_length=40, description="Instead of recognising it")]


class Choices(Schema):
    """How to read a file. What is left out stays as it is."""

    format: str | None = Field(None, max_length=40)
    mapping: dict[str, Any] | None = None
    options: dict[str, Any] | None = Field(
        None, description="channel, product_id, account_id, and format (its own options)"
    )


class Undo(Schema):
    """Whether items that people quoted, discussed or judged stay."""

    keep_touched: bool = True


def import_id(ref: str) -> int:
    """An import's number from IMP-7 or 7."""
    if ref.isascii() and ref.isdigit() and len(ref) <= 18:
        return int(ref)
    kind, pk = parse_ref(ref)
    if kind.model is not Import:
        raise NotFound(f"{ref} is not an import.")
    return pk


@router.get("/", response=Listing[ImportShape], summary="List imports")
def list_imports(
    request: HttpRequest, cursor: Cursor = "", size: Size = 50
) -> Listing[ImportShape]:
    rows = queries.imports(actor_of(request)).defer(None)
    return listing(request, rows, ["-pk"], ImportShape.of, cursor=cursor, size=size)


@router.get("/formats", response=dict[str, str], summary="The formats that can be read")
def list_formats(request: HttpRequest) -> dict[str, str]:
    return queries.format_names()


@router.post("/", response={201: ImportShape}, summary="Send a file")
def upload_import(
    request: HttpRequest, name: Name = "", format_key: FormatKey = ""
) -> tuple[int, ImportShape]:
    """As multipart with a field ``file``, or as the raw body with ``?name=tickets.csv``.

    The rows are counted in the background; read the import until it is checked, then start it.
    Sending the same file again changes nothing, so no Idempotency-Key is needed.
    """
    actor, now = actor_of(request), timezone.now()
    if (request.content_type or "").startswith("multipart/"):
        sent = request.FILES.get("file")
        if not isinstance(sent, UploadedFile):
            raise Invalid("Send a file.", {"file": "Send it in the field “file”."})
        imported = commands.upload_import(
            actor=actor, at=now, name=name or sent.name or "file", file=sent, format_key=format_key
        )
    else:
        with file_of_body(request, name or "upload") as file:
            imported = commands.upload_import(
                actor=actor, at=now, name=name or "upload", file=file, format_key=format_key
            )
    return 201, ImportShape.of(imported)


@router.get("/{ref}", response=ImportShape, summary="Read an import")
def read_import(request: HttpRequest, ref: str) -> ImportShape:
    return ImportShape.of(queries.import_by_id(actor_of(request), import_id(ref)))


@router.patch("/{ref}", response=ImportShape, summary="Correct how a file is read")
def choose_import(request: HttpRequest, ref: str, body: Choices) -> ImportShape:
    imported = commands.choose_import(
        actor=actor_of(request),
        at=timezone.now(),
        import_id=import_id(ref),
        format_key=body.format,
        mapping=body.mapping,
        options=body.options,
    )
    return ImportShape.of(imported)


@router.post("/{ref}/start", response={202: ImportShape}, summary="Start an import")
def start_import(request: HttpRequest, ref: str) -> tuple[int, ImportShape]:
    imported = commands.start_import(
        actor=actor_of(request), at=timezone.now(), import_id=import_id(ref)
    )
    return 202, ImportShape.of(imported)


@router.post("/{ref}/undo", response={202: ImportShape}, summary="Undo an import")
def undo_import(request: HttpRequest, ref: str, body: Undo) -> tuple[int, ImportShape]:
    imported = commands.undo_import(
        actor=actor_of(request),
        at=timezone.now(),
        import_id=import_id(ref),
        keep_touched=body.keep_touched,
    )
    return 202, ImportShape.of(imported)


@router.delete("/{ref}", response={204: None}, summary="Discard an import that brought nothing")
def discard_import(request: HttpRequest, ref: str) -> tuple[int, None]:
    commands.discard_import(actor=actor_of(request), at=timezone.now(), import_id=import_id(ref))
    return 204, None


@router.get("/{ref}/rows", response=Listing[RowShape], summary="Rows that are no new items")
def list_rows(
    request: HttpRequest,
    ref: str,
    outcome: RowOutcome = RowOutcome.REFUSED,
    cursor: Cursor = "",
    size: Size = 50,
) -> Listing[RowShape]:
    rows = queries.import_rows(actor_of(request), import_id(ref), outcome)
    return listing(request, rows, ["pk"], RowShape.of, cursor=cursor, size=size)


@router.get("/{ref}/refused", summary="Download the refused rows with their reasons")
def download_refused(request: HttpRequest, ref: str) -> StreamingHttpResponse:
    name, pieces = refused_file(actor_of(request), import_id(ref))
    kind = "text/csv; charset=utf-8" if name.endswith(".csv") else "application/x-ndjson"
    answer = StreamingHttpResponse(pieces, content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
