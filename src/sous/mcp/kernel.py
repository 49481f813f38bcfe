"""Tools about anything that has a ref."""

from typing import Any

from django.utils import timezone

from sous.kernel import commands, queries
from sous.kernel.actors import Actor
from sous.kernel.refs import path_for, resolve
from sous.mcp.marks import writes
from sous.shapes.kernel import EntryShape
from sous.shapes.threads import CommentShape


def what_happened(actor: Actor, ref: str, limit: int = 20) -> list[dict[str, Any]]:
    """The history of one thing, newest first. ``ref`` is like FB-12, TH-3 or ACC-7."""
    resolve(ref)
    found = queries.history_for(actor, ref)[: max(1, min(limit, 100))]
    return [EntryShape.of(entry).model_dump(mode="json") for entry in found]


def read_comments(actor: Actor, ref: str) -> list[dict[str, Any]]:
    """What colleagues say about one thing."""
    resolve(ref)
    found = queries.comments_for(actor, ref)[:200]
    return [CommentShape.of(comment).model_dump(mode="json") for comment in found]


@writes
def comment(actor: Actor, ref: str, text: str) -> dict[str, Any]:
    """Comment on one thing, for colleagues to see."""
    made = commands.add_comment(actor=actor, at=timezone.now(), ref=ref, text=text)
    return CommentShape.of(made).model_dump(mode="json") | {"path": path_for(ref)}


TOOLS = [what_happened, read_comments, comment]
