"""What happens to items when something happens to their customers."""

from sous.customers import commands as customers
from sous.customers.models import Account, Contact
from sous.feedback import commands
from sous.feedback.models import Item, Version


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


FILE = """id,comment,email,name,likes
1,The export stops,ana@one.example,Ana Lim,boats
2,The export stops again,ana@one.example,Ana Lim,boats
3,I like it,bo@one.example,Bo,cars
"""


def test_a_file_sent_again_brings_no_erased_person_back(owner, now, run_jobs, bring):
    bring(FILE)
    ana = Contact.objects.get(email="ana@one.example")
    customers.erase_contact(actor=owner, at=now, contact_id=ana.pk)
    run_jobs()
    more = FILE.replace("stops again", "stops for good") + "4,New words,ANA@one.example,Ana Lim,\n"
    imported = bring(more, name="more.csv")
    assert (imported.new, imported.updated, imported.nameless) == (1, 1, 2)
    assert sorted(Contact.objects.values_list("email", flat=True)) == ["", "bo@one.example"]
    theirs = Item.objects.exclude(source_id="3").order_by("source_id")
    assert [item.text for item in theirs] == [
        "The export stops", "The export stops for good", "New words",
    ]  # fmt: skip
    named = [item.pk for item in theirs if "Ana" in f"{item.author_name}{item.raw}"]
    assert (named, {item.contact_id for item in theirs}) == ([], {None})
    assert "Ana" not in str(list(Version.objects.values_list("values", flat=True)))


def test_who_is_readmitted_is_kept_again(owner, now, run_jobs, bring):
    bring(FILE)
    ana = Contact.objects.get(email="ana@one.example")
    customers.erase_contact(actor=owner, at=now, contact_id=ana.pk)
    submit(owner, now, "Back with a word", "ana@one.example")
    customers.readmit_person(actor=owner, at=now, email="Ana@one.example")
    submit(owner, now, "Back with a name", "ana@one.example")
    names = (
        Item.objects.filter(source="manual").order_by("pk").values_list("author_name", flat=True)
    )
    assert list(names) == ["", "Ana Lim"]
