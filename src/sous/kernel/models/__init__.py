"""The kernel's tables."""

from sous.kernel.models.attachment import Attachment
from sous.kernel.models.comment import Comment
from sous.kernel.models.idempotency import StoredAnswer
from sous.kernel.models.invitation import Invitation
from sous.kernel.models.job import Job
from sous.kernel.models.journal import JournalEntry, JournalMention
from sous.kernel.models.link import Link
from sous.kernel.models.token import ApiToken
from sous.kernel.models.user import User

__all__ = [
    "ApiToken",
    "Attachment",
    "Comment",
    "Invitation",
    "Job",
    "JournalEntry",
    "JournalMention",
    "Link",
    "StoredAnswer",
    "User",
]
