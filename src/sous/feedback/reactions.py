"""What feedback does when something happened to customers, or to itself."""

from sous.customers import events as customers
from sous.feedback import commands, events
from sous.kernel import jobs
from sous.kernel.actors import Actor
from sous.kernel.journal import reacts_to
from sous.kernel.models import JournalEntry

ACTOR = Actor.system("Feedback")
COUNT_TASK = "sous.feedback.tasks.count_all_voices"


@reacts_to(customers.AccountsMerged)
def follow_account(entry: JournalEntry) -> None:
    """Items of merged accounts live on with the account they were merged into."""
    data = entry.data
    commands.follow_account(
        actor=ACTOR, at=entry.at, account_id=data["account_id"], from_ids=data["merged_ids"]
    )
    jobs.enqueue_once(COUNT_TASK)


@reacts_to(customers.AccountsUnmerged)
def return_items(entry: JournalEntry) -> None:
    """What people of an account said goes back with it when it stands by itself again."""
    commands.return_items(actor=ACTOR, at=entry.at, account_ids=entry.data["merged_ids"])
    jobs.enqueue_once(COUNT_TASK)


@reacts_to(customers.ContactsMerged)
def follow_contact(entry: JournalEntry) -> None:
    """Items of merged contacts likewise."""
    data = entry.data
    commands.follow_contact(
        actor=ACTOR, at=entry.at, contact_id=data["contact_id"], from_ids=data["merged_ids"]
    )
    jobs.enqueue_once(COUNT_TASK)


@reacts_to(customers.ContactsJoined)
def settle_contacts(entry: JournalEntry) -> None:
    """Contacts that found their account bring what they said along."""
    commands.settle_contacts(actor=ACTOR, at=entry.at, contact_ids=entry.data["contact_ids"])
    jobs.enqueue_once(COUNT_TASK)


@reacts_to(customers.ContactErased)
def forget_authors(entry: JournalEntry) -> None:
    """What an erased person said stays, without their name."""
    commands.forget_authors(actor=ACTOR, at=entry.at, contact_ids=entry.data["contact_ids"])


@reacts_to(events.ItemSubmitted, events.ItemsImported, events.ImportUndone)
def count_voices(entry: JournalEntry) -> None:
    """Accounts and contacts know how often they were heard."""
    jobs.enqueue_once(COUNT_TASK)
