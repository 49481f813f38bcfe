"""Contacts find their account by e-mail domain."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sous.customers import events
from sous.customers.models import Account, Contact
from sous.customers.rules import lookups_for
from sous.kernel import journal
from sous.kernel.actors import Actor
from sous.kernel.refs import make_ref


def join_contacts(*, actor: Actor, at: datetime, accounts: Sequence[Account]) -> list[int]:
    """Let contacts without an account join the one at their e-mail domain; returns their ids.

    Called inside the transaction of the command that made or changed ``accounts``.
    """
    homes = {a.domain: a for a in accounts if a.domain and not a.merged_into_id}
    if not homes:
        return []
    alone = Contact.objects.filter(account=None, merged_into=None).exclude(email_domain="")
    domains = alone.order_by().values_list("email_domain", flat=True).distinct()
    home_of = {}
    for domain in domains:
        home = next((homes[way] for way in lookups_for(domain) if way in homes), None)
        if home is not None:
            home_of[domain] = home
    joined: dict[int, list[int]] = defaultdict(list)
    for pk, domain in alone.filter(email_domain__in=list(home_of)).values_list(
        "pk", "email_domain"
    ):
        joined[home_of[domain].pk].append(pk)
    for account_id, ids in joined.items():
        Contact.objects.filter(pk__in=ids).update(account_id=account_id, updated_at=at)
        refs = (make_ref(Account, account_id), *(make_ref(Contact, pk) for pk in ids))
        event = events.ContactsJoined(account_id=account_id, contact_ids=ids, refs=refs)
        journal.announce(event, actor=actor, at=at)
    return [pk for ids in joined.values() for pk in ids]
