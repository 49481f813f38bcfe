from datetime import datetime

from sous.kernel.models import Attachment, Comment
from sous.shapes.kernel import Shape


class CommentShape(Shape):
    """A colleague's comment."""

    id: int
    ref: str
    author: str
    text: str
    created_at: datetime

    @classmethod
    def of(cls, comment: Comment) -> "CommentShape":
        return cls(
            id=comment.pk,
            ref=comment.ref,
            author=comment.author_name,
            text=comment.text,
            created_at=comment.created_at,
        )


class LinkShape(Shape):
    """A relation to another thing."""

    ref: str
    relation: str


class AttachmentShape(Shape):
    """A file that belongs to a thing."""

    id: int
    ref: str
    name: str
    content_type: str
    size: int
    sha256: str
    created_at: datetime

    @classmethod
    def of(cls, attachment: Attachment) -> "AttachmentShape":
        return cls(
            id=attachment.pk,
            ref=attachment.ref,
            name=attachment.name,
            content_type=attachment.content_type,
            size=attachment.size,
            sha256=attachment.digest,
            created_at=attachment.created_at,
        )
