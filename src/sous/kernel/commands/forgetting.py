from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q

from sous.kernel.actors import Actor
from sous.kernel.models import Attachment, Comment, Link
from sous.kernel.permissions import require_comment


@transaction.atomic
def forget_threads(*, actor: Actor, at: datetime, refs: Sequence[str]) -> None:
    """Remove comments, links and files of things that are being deleted.

    Announces nothing: whoever deletes the things says so. Files go once the transaction is over.
    """
    require_comment(actor)
    Comment.objects.filter(ref__in=refs).delete()
    Link.objects.filter(Q(source__in=refs) | Q(target__in=refs)).delete()
    attached = list(Attachment.objects.filter(ref__in=refs))
    Attachment.objects.filter(ref__in=refs).delete()
    for each in attached:
        transaction.on_commit(partial(each.file.storage.delete, str(each.file.name)))
