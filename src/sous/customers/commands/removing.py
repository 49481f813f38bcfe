from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sous.customers import events
from sous.customers.choices import RowKind
from sous.customers.models import Account, Contact, Merge
from sous.customers.permissions import require_edit
from sous.kernel import journal
from sous.kernel.actors import Actor
from sous.kernel.commands import forget_threads
from sous.kernel.refs import make_ref


@transaction.atomic
def remove_customers(
    *, actor: Actor, at: datetime, account_ids: Sequence[int], contact_ids: Sequence[int]
) -> None:
    """Delete accounts and contacts with their comments, files, consents and merges.

    What pointed at them stays and points at nobody: contacts without an account, feedback without
    a customer. There is no way back.
    """
    require_edit(actor)
    if not account_ids and not contact_ids:
        return
    refs = [make_ref(Account, pk) for pk in account_ids]
    refs += [make_ref(Contact, pk) for pk in contact_ids]
    forget_threads(actor=actor, at=at, refs=refs)
    Merge.objects.filter(kind=RowKind.CONTACTS, into_id__in=contact_ids).delete()
    Merge.objects.filter(kind=RowKind.ACCOUNTS, into_id__in=account_ids).delete()
    Contact.objects.filter(pk__in=contact_ids).delete()
    Account.objects.filter(pk__in=account_ids).delete()
    event = events.CustomersRemoved(accounts=len(account_ids), contacts=len(contact_ids))
    journal.announce(event, actor=actor, at=at)
