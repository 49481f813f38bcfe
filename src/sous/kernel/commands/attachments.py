import hashlib
from datetime import datetime

from django.core.files.base import File
from django.db import transaction

from sous.kernel import events, journal
from sous.kernel.actors import Actor
from sous.kernel.errors import Invalid, NotFound
from sous.kernel.models import Attachment
from sous.kernel.permissions import require_comment
from sous.kernel.refs import resolve

LIMIT = 50 * 1024 * 1024


@transaction.atomic
def attach_file(
    *, actor: Actor, at: datetime, ref: str, name: str, content_type: str, file: "File[bytes]"
) -> Attachment:
    """Keep a file with a thing. It is only ever served as a download."""
    require_comment(actor)
    resolve(ref)
    if file.size > LIMIT:
        raise Invalid("The file is too large.", {"file": "At most 50 MB."})
    sha = hashlib.sha256()
    for chunk in file.chunks():
        sha.update(chunk)
    file.seek(0)
    attachment = Attachment(
        ref=ref,
        name=name[:200],
        content_type=content_type[:100],
        size=file.size,
        digest=sha.hexdigest(),
        created_at=at,
        created_by=actor.name,
    )
    attachment.file.save(sha.hexdigest(), file, save=False)
    attachment.save(force_insert=True)
    event = events.FileAttached(attachment_id=attachment.pk, name=attachment.name, refs=(ref,))
    journal.announce(event, actor=actor, at=at)
    return attachment


@transaction.atomic
def delete_attachment(*, actor: Actor, at: datetime, attachment_id: int) -> None:
    """Remove a file; the bytes go once the database has forgotten them."""
    require_comment(actor)
    attachment = Attachment.objects.filter(pk=attachment_id).first()
    if attachment is None:
        raise NotFound("There is no such attachment.")
    stored, name = attachment.file.storage, str(attachment.file.name)
    attachment.delete()
    transaction.on_commit(lambda: stored.delete(name))
    event = events.AttachmentDeleted(name=attachment.name, refs=(attachment.ref,))
    journal.announce(event, actor=actor, at=at)
