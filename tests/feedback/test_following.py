"""What happens to items when something happens to their customers."""

from sous.customers import commands as customers
from sous.customers.models import Account, Contact
from sous.feedback import commands
from sous.feedback.models import Item


def submit(actor, at, text, email):
    return commands.submit_item(
        actor=actor, at=at, text=text, author_name="Ana Lim", author_email=email
    )


def people(actor, at, *emails, account=""):
    rows = [{"email": email, "name": "Ana Lim", "account_name": account} for email in emails]
    return customers.ensure_people(actor=actor, at=at, rows=rows)


def test_items_follow_a_merged_account(owner, now, run_jobs):
    people(owner, now, "a@one.example", account="One")
    people(owner, now, "b@two.example", account="Two")
    submit(owner, now, "Hello", "b@two.example")
    one, two = Account.objects.get(name="One"), Account.objects.get(name="Two")
    customers.merge_accounts(actor=owner, at=now, into_id=one.pk, account_ids=[two.pk])
    run_jobs()
    one.refresh_from_db()
    assert Item.objects.get().account == one
    assert one.feedback_count == 1


def test_erased_person_leaves_only_the_words(owner, now, run_jobs):
    people(owner, now, "a@one.example", account="One")
    submit(owner, now, "The export stops", "a@one.example")
    contact = Contact.objects.get()
    customers.erase_contact(actor=owner, at=now, contact_id=contact.pk)
    run_jobs()
    item = Item.objects.get()
    assert (item.text, item.author_name, item.author_email, item.contact, item.raw) == (
        "The export stops",
        "",
        "",
        None,
        {},
    )
    assert item.account is not None
