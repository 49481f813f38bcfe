from datetime import datetime

from django.db import transaction

from sous.kernel import events, journal
from sous.kernel.actors import Actor
from sous.kernel.choices import Role
from sous.kernel.errors import Invalid, NotAllowed, NotFound
from sous.kernel.models import Comment
from sous.kernel.permissions import require_comment
from sous.kernel.refs import resolve
from sous.kernel.rules import excerpt


@transaction.atomic
def add_comment(*, actor: Actor, at: datetime, ref: str, text: str) -> Comment:
    """Comment on anything that has a ref. Raises NotFound, Invalid."""
    require_comment(actor)
    resolve(ref)
    text = text.strip()
    if not text:
        raise Invalid("Write something first.", {"text": "The comment is empty."})
    if len(text) > 20_000:
        raise Invalid("That is too long.", {"text": "A comment has at most 20,000 characters."})
    comment = Comment.objects.create(
        ref=ref, author_id=actor.user_id, author_name=actor.name, text=text, created_at=at
    )
    event = events.Commented(comment_id=comment.pk, excerpt=excerpt(text), refs=(ref,))
    journal.announce(event, actor=actor, at=at)
    return comment


@transaction.atomic
def delete_comment(*, actor: Actor, at: datetime, comment_id: int) -> None:
    """Take a comment back. People delete their own; operations anyone's."""
    require_comment(actor)
    comment = Comment.objects.filter(pk=comment_id).first()
    if comment is None:
        raise NotFound("There is no such comment.")
    if comment.author_id != actor.user_id and not actor.has(Role.OPERATIONS):
        raise NotAllowed("You can only delete your own comments.")
    comment.delete()
    event = events.CommentDeleted(comment_id=comment_id, refs=(comment.ref,))
    journal.announce(event, actor=actor, at=at)
