from datetime import datetime
from typing import Any

from django.db import transaction

from sous.customers import events, queries
from sous.customers.choices import RowKind
from sous.customers.models import Consent, Contact, CustomerFile, Erasure, Merge
from sous.customers.permissions import require_erase, require_export
from sous.kernel import journal
from sous.kernel.actors import Actor
from sous.kernel.commands import delete_attachment
from sous.kernel.errors import NotFound
from sous.kernel.models import Attachment, Comment, JournalEntry
from sous.kernel.refs import make_ref

ERASED = {
    "name": "",
    "search_name": "",
    "email": "",
    "email_domain": "",
    "title": "",
    "language": "",
    "external_id": "",
    "properties": {},
}


@transaction.atomic
def export_contact(*, actor: Actor, at: datetime, contact_id: int) -> dict[str, Any]:
    """Everything this room and the kernel keep about a person, as JSON-ready data.

    Includes contacts that were merged into this one. What the person said stands in the feedback
    room; doors add it. Raises NotFound.
    """
    require_export(actor)
    contact = queries.contact(actor, contact_id)
    data = queries.all_about(contact)
    event = events.ContactExported(contact_id=contact.pk, refs=(make_ref(Contact, contact.pk),))
    journal.announce(event, actor=actor, at=at)
    return data


@transaction.atomic
def erase_contact(*, actor: Actor, at: datetime, contact_id: int) -> Contact:
    """Forget who a contact is: name, address, title, properties, comments and consents go.

    The row stays, nameless, so that counts stay true; the same holds for contacts merged into it.
    What the person said stays without a name: the feedback room follows the event. A keyed hash of
    address and id is kept, so that no later file brings the person back. There is no way back.
    Raises NotFound.
    """
    require_erase(actor)
    contact = Contact.objects.select_for_update().filter(pk=contact_id).first()
    if contact is None:
        raise NotFound("There is no such contact.")
    kept_id = contact.merged_into_id or contact.pk
    same = Contact.objects.filter(merged_into_id=kept_id).values_list("pk", flat=True)
    ids = sorted({kept_id, *same})
    refs = tuple(make_ref(Contact, pk) for pk in ids)
    _remember(at, ids)
    Contact.objects.filter(pk__in=ids).update(**ERASED, erased_at=at, updated_at=at)
    Consent.objects.filter(contact_id__in=ids).delete()
    _forget_threads(actor, at, refs)
    Merge.objects.filter(kind=RowKind.CONTACTS, into_id__in=ids).update(undo={})
    CustomerFile.objects.exclude(refusals=[]).update(refusals=[])  # may hold the same person
    event = events.ContactErased(contact_ids=ids, refs=refs)
    journal.announce(event, actor=actor, at=at)
    return Contact.objects.get(pk=kept_id)


def _remember(at: datetime, ids: list[int]) -> None:
    """Keep what it takes to recognise these people in a later file, and nothing more."""
    rows = Contact.objects.filter(pk__in=ids).values_list("email", "external_id")
    digests = {
        queries.erasure_digest(kind, value)
        for row in rows
        for kind, value in zip(("email", "external_id"), row, strict=True)
        if value
    }
    erasures = [Erasure(digest=digest, erased_at=at) for digest in sorted(digests)]
    Erasure.objects.bulk_create(erasures, ignore_conflicts=True)


@transaction.atomic
def readmit_person(*, actor: Actor, at: datetime, email: str = "", external_id: str = "") -> None:
    """Let someone who was erased, and came back of their own will, be kept again.

    Raises NotFound when nobody of this address or id was erased.
    """
    require_erase(actor)
    given = {"email": email, "external_id": external_id}
    digests = [queries.erasure_digest(kind, value) for kind, value in given.items() if value]
    gone, _ = Erasure.objects.filter(digest__in=digests).delete()
    if not gone:
        raise NotFound("Nobody of this address or id was erased.")
    journal.announce(events.PersonReadmitted(), actor=actor, at=at)


def _forget_threads(actor: Actor, at: datetime, refs: tuple[str, ...]) -> None:
    """Remove what colleagues wrote and attached here, and the words of it in the history."""
    for attachment in Attachment.objects.filter(ref__in=refs):
        delete_attachment(actor=actor, at=at, attachment_id=attachment.pk)
    Comment.objects.filter(ref__in=refs).delete()
    kinds = ["kernel.commented", "kernel.file_attached", "kernel.attachment_deleted"]
    entries = JournalEntry.objects.filter(kind__in=kinds, subject__in=refs)
    entries.update(line="wrote or attached something that was erased", data={})
