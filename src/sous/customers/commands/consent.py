from datetime import datetime

from django.db import transaction

from sous.customers import events
from sous.customers.choices import ConsentPurpose, ConsentState
from sous.customers.commands.contacts import load_contact
from sous.customers.models import Consent
from sous.customers.permissions import require_edit
from sous.kernel import journal
from sous.kernel.actors import Actor
from sous.kernel.errors import Invalid
from sous.kernel.refs import ref_for


@transaction.atomic
def set_consent(
    *,
    actor: Actor,
    at: datetime,
    contact_id: int,
    purpose: str,
    state: str,
    source: str = "",
    said_at: datetime | None = None,
) -> Consent:
    """Note what a contact agreed to or refused, how we know, and since when.

    Raises Invalid for an unknown purpose or state, or a day to come.
    """
    require_edit(actor)
    problems = {}
    if purpose not in ConsentPurpose.values:
        problems["purpose"] = f"“{purpose[:40]}” is not a purpose."
    if state not in ConsentState.values:
        problems["state"] = f"“{state[:40]}” is not an answer."
    source = " ".join(source.replace("\x00", "").split())
    if len(source) > 200:
        problems["source"] = "At most 200 characters."
    if said_at is not None and said_at > at:
        problems["said_at"] = "That day has not come yet."
    if problems:
        raise Invalid("This cannot be noted as it is.", problems)
    contact = load_contact(contact_id)
    consent = Consent.objects.filter(contact=contact, purpose=purpose).first()
    if consent is None:
        consent = Consent(contact=contact, purpose=purpose)
    elif (consent.state, consent.source, said_at or consent.changed_at) == (
        state,
        source,
        consent.changed_at,
    ):
        return consent
    consent.state, consent.source, consent.changed_at = state, source, said_at or at
    consent.save()
    label = ConsentState(state).label.lower()
    words = f"consent for {ConsentPurpose(purpose).label.lower()}: {label}"
    event = events.ConsentChanged(
        contact_id=contact.pk,
        purpose=purpose,
        state=state,
        words=f"{words} ({source})" if source else words,
        refs=(ref_for(contact),),
    )
    journal.announce(event, actor=actor, at=at)
    return consent
