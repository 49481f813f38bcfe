"""What hangs on any thing with a ref: comments, links, attachments, history."""

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from ninja import Field, File, Router, Schema, UploadedFile

from sous.api.auth import actor_of
from sous.api.idempotency import idempotent
from sous.api.pages import Cursor, Listing, Size, listing
from sous.kernel import commands, queries
from sous.kernel.refs import resolve
from sous.shapes.kernel import EntryShape
from sous.shapes.threads import AttachmentShape, CommentShape, LinkShape

router = Router()


class NewComment(Schema):
    """What to say."""

    text: str = Field(min_length=1, max_length=20_000)


class NewLink(Schema):
    """What to relate to, and how."""

    target: str = Field(max_length=24)
    relation: str = Field("related", min_length=1, max_length=24)


@router.get("/things/{ref}/comments", response=list[CommentShape], summary="List comments")
def list_comments(request: HttpRequest, ref: str) -> list[CommentShape]:
    resolve(ref)
    return [CommentShape.of(each) for each in queries.comments_for(actor_of(request), ref)[:1000]]


@router.post("/things/{ref}/comments", response={201: CommentShape}, summary="Comment")
@idempotent
def add_comment(request: HttpRequest, ref: str, body: NewComment) -> tuple[int, CommentShape]:
    comment = commands.add_comment(
        actor=actor_of(request), at=timezone.now(), ref=ref, text=body.text
    )
    return 201, CommentShape.of(comment)


@router.delete("/comments/{int:pk}", response={204: None}, summary="Delete a comment")
def delete_comment(request: HttpRequest, pk: int) -> tuple[int, None]:
    commands.delete_comment(actor=actor_of(request), at=timezone.now(), comment_id=pk)
    return 204, None


@router.get("/things/{ref}/links", response=list[LinkShape], summary="List links")
def list_links(request: HttpRequest, ref: str) -> list[LinkShape]:
    resolve(ref)
    found = queries.links_for(actor_of(request), ref)
    return [LinkShape(ref=other, relation=relation) for other, relation in found]


@router.post("/things/{ref}/links", response={201: LinkShape}, summary="Link two things")
@idempotent
def add_link(request: HttpRequest, ref: str, body: NewLink) -> tuple[int, LinkShape]:
    made = commands.link_things(
        actor=actor_of(request),
        at=timezone.now(),
        source=ref,
        target=body.target,
        relation=body.relation,
    )
    return 201, LinkShape(ref=made.target, relation=made.relation)


@router.delete("/things/{ref}/links/{other}", response={204: None}, summary="Remove a link")
def remove_link(request: HttpRequest, ref: str, other: str) -> tuple[int, None]:
    commands.unlink_things(actor=actor_of(request), at=timezone.now(), source=ref, target=other)
    return 204, None


@router.get("/things/{ref}/history", response=Listing[EntryShape], summary="Read a history")
def history(
    request: HttpRequest, ref: str, cursor: Cursor = "", size: Size = 50
) -> Listing[EntryShape]:
    rows = queries.history_for(actor_of(request), ref)
    return listing(request, rows, ["-pk"], EntryShape.of, cursor=cursor, size=size)


@router.get("/things/{ref}/attachments", response=list[AttachmentShape], summary="List files")
def list_attachments(request: HttpRequest, ref: str) -> list[AttachmentShape]:
    resolve(ref)
    found = queries.attachments_for(actor_of(request), ref)
    return [AttachmentShape.of(each) for each in found[:1000]]


@router.post("/things/{ref}/attachments", response={201: AttachmentShape}, summary="Attach a file")
def attach(request: HttpRequest, ref: str, file: File[UploadedFile]) -> tuple[int, AttachmentShape]:
    made = commands.attach_file(
        actor=actor_of(request),
        at=timezone.now(),
        ref=ref,
        name=file.name or "file",
        content_type=file.content_type or "application/octet-stream",
        file=file,
    )
    return 201, AttachmentShape.of(made)


@router.get("/attachments/{int:pk}", summary="Download a file")
def download(request: HttpRequest, pk: int) -> FileResponse:
    found = queries.attachment(actor_of(request), pk)
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)


@router.delete("/attachments/{int:pk}", response={204: None}, summary="Delete a file")
def delete_attachment(request: HttpRequest, pk: int) -> tuple[int, None]:
    commands.delete_attachment(actor=actor_of(request), at=timezone.now(), attachment_id=pk)
    return 204, None
