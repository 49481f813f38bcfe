from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sous.customers.choices import ConsentPurpose, ConsentState
from sous.customers.models import Consent, Contact
from sous.customers.rules import fold
from sous.kernel.actors import Actor
from sous.kernel.errors import NotFound
from sous.kernel.models import Comment, JournalEntry
from sous.kernel.permissions import require_view
from sous.kernel.refs import make_ref

CONTACT_ORDERS = {
    "name": ["search_name", "pk"],
    "-name": ["-search_name", "-pk"],
    "feedback": ["feedback_count", "pk"],
    "-feedback": ["-feedback_count", "-pk"],
}


def contacts(
    actor: Actor,
    *,
    words: str = "",
    account_id: int | None = None,
    consent: str = "",
    homeless: bool = False,
) -> QuerySet[Contact]:
    """Living contacts with their accounts, by name.

    ``consent`` is a purpose they agreed to; ``homeless`` means without an account.
    """
    require_view(actor)
    found = Contact.objects.filter(merged_into=None).select_related("account")
    if account_id is not None:
        found = found.filter(account_id=account_id)
    if homeless:
        found = found.filter(account=None)
    if consent:
        given = Consent.objects.filter(
            contact=OuterRef("pk"), purpose=consent, state=ConsentState.GIVEN
        )
        found = found.filter(Exists(given))
    for word in fold(words)[:8]:
        found = found.filter(search_name__contains=f" {word}")
    return found.order_by("search_name", "pk")


def contact(actor: Actor, pk: int) -> Contact:
    """One contact, merged or not. Raises NotFound."""
    require_view(actor)
    related = Contact.objects.select_related("account", "merged_into")
    found = related.filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such contact.")
    return found


def consents(actor: Actor, contact: Contact) -> list[Consent]:
    """What a contact said to every purpose; those never asked about come unsaved."""
    require_view(actor)
    said = {consent.purpose: consent for consent in Consent.objects.filter(contact=contact)}
    return [
        said.get(purpose) or Consent(contact=contact, purpose=purpose)
        for purpose in ConsentPurpose.values
    ]


def may_contact(actor: Actor, contact_ids: list[int], purpose: str) -> set[int]:
    """Those of these contacts who agreed to ``purpose`` and are neither merged nor erased."""
    require_view(actor)
    given = Consent.objects.filter(
        contact_id__in=contact_ids, purpose=purpose, state=ConsentState.GIVEN
    )
    living = given.filter(contact__merged_into=None, contact__erased_at=None)
    return set(living.values_list("contact_id", flat=True))


def twins(actor: Actor, contact: Contact, limit: int = 5) -> list[Contact]:
    """Other contacts that may be the same person: same name."""
    require_view(actor)
    if len(fold(contact.name)) < 2:
        return []
    living = Contact.objects.filter(merged_into=None, name__iexact=contact.name)
    return list(living.exclude(pk=contact.pk).select_related("account").order_by("pk")[:limit])


def all_about(contact: Contact) -> dict[str, Any]:
    """Everything kept about a person here and in the kernel, as JSON-ready data."""
    kept_id = contact.merged_into_id or contact.pk
    people = Contact.objects.filter(Q(pk=kept_id) | Q(merged_into_id=kept_id)).order_by("pk")
    people = people.select_related("account").prefetch_related("consents")
    refs = [make_ref(Contact, person.pk) for person in people]
    comments = Comment.objects.filter(ref__in=refs).order_by("pk")
    entries = JournalEntry.objects.filter(mentions__ref__in=refs).distinct().order_by("pk")
    return {
        "contacts": [_about(person) for person in people],
        "comments": [
            {"ref": c.ref, "by": c.author_name, "at": c.created_at.isoformat(), "text": c.text}
            for c in comments
        ],
        "history": [{"at": e.at.isoformat(), "by": e.actor_name, "line": e.line} for e in entries],
    }


def _about(person: Contact) -> dict[str, Any]:
    return {
        "ref": make_ref(Contact, person.pk),
        "name": person.name,
        "email": person.email,
        "title": person.title,
        "language": person.language,
        "external_id": person.external_id,
        "account": person.account.name if person.account else None,
        "properties": person.properties,
        "source": person.source,
        "created_at": person.created_at.isoformat(),
        "updated_at": person.updated_at.isoformat(),
        "erased_at": person.erased_at.isoformat() if person.erased_at else None,
        "consents": [
            {
                "purpose": consent.purpose,
                "state": consent.state,
                "source": consent.source,
                "since": consent.changed_at.isoformat(),
            }
            for consent in person.consents.all()
        ],
    }
