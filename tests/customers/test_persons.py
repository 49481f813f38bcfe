"""Consent, export and erasure."""

from datetime import timedelta

import pytest

from sous.customers import commands, queries
from sous.customers.models import Consent, Contact, Erasure
from sous.kernel.commands import add_comment
from sous.kernel.errors import Conflict, Invalid, NotFound
from sous.kernel.models import Comment, JournalEntry


def test_consent_keeps_source_and_date(act, contact, lines, now):
    jane = contact()
    since = now - timedelta(days=3)
    answer = {"purpose": "research", "state": "given", "source": "Signed form", "said_at": since}
    commands.set_consent(**act, contact_id=jane.pk, **answer)
    commands.set_consent(**act, contact_id=jane.pk, **answer)
    kept = Consent.objects.get()
    assert (kept.state, kept.source, kept.changed_at) == ("given", "Signed form", since)
    assert lines(f"CON-{jane.pk}") == [
        "noted consent for research interviews: given (Signed form)",
        "added this contact",
    ]


def test_consent_says_who_may_be_contacted(act, triager, contact):
    jane, joe = contact("jane@acme.com"), contact("joe@acme.com")
    commands.set_consent(**act, contact_id=jane.pk, purpose="beta", state="given")
    commands.set_consent(**act, contact_id=joe.pk, purpose="beta", state="refused")
    assert queries.may_contact(triager, [jane.pk, joe.pk], "beta") == {jane.pk}
    assert list(queries.contacts(triager, consent="beta")) == [jane]


def test_consent_refuses_nonsense(act, contact, now):
    jane = contact()
    with pytest.raises(Invalid) as refusal:
        commands.set_consent(
            **act,
            contact_id=jane.pk,
            purpose="fun",
            state="maybe",
            said_at=now + timedelta(days=1),
        )
    assert sorted(refusal.value.fields) == ["purpose", "said_at", "state"]


def test_export_has_everything_and_is_itself_noted(act, contact, triager, now):
    jane = contact(name="Jane", title="COO", properties={"likes": "boats"})
    commands.set_consent(**act, contact_id=jane.pk, purpose="beta", state="given")
    add_comment(actor=triager, at=now, ref=f"CON-{jane.pk}", text="Called her.")
    data = commands.export_contact(**act, contact_id=jane.pk)
    (person,) = data["contacts"]
    assert (person["name"], person["properties"]) == ("Jane", {"likes": "boats"})
    assert [each["purpose"] for each in person["consents"]] == ["beta"]
    assert [each["text"] for each in data["comments"]] == ["Called her."]
    assert JournalEntry.objects.filter(kind="customers.contact_exported").count() == 1


def test_erase_leaves_no_trace_of_the_person(act, account, contact, triager, now):
    account("Acme", domain="acme.com")
    jane, twin = contact("jane@acme.com", name="Jane Doe"), contact("j@acme.com", title="COO")
    commands.merge_contacts(**act, into_id=jane.pk, contact_ids=[twin.pk])
    commands.set_consent(**act, contact_id=jane.pk, purpose="beta", state="given")
    add_comment(actor=triager, at=now, ref=f"CON-{jane.pk}", text="Jane Doe called")
    commands.erase_contact(**act, contact_id=jane.pk)
    rows = list(Contact.objects.values("name", "email", "title", "search_name", "erased_at"))
    assert rows == [{"name": "", "email": "", "title": "", "search_name": "", "erased_at": now}] * 2
    assert (Consent.objects.count(), Comment.objects.count()) == (0, 0)
    told = " ".join(f"{entry.line} {entry.data}" for entry in JournalEntry.objects.all())
    assert "jane" not in told.lower()
    assert str(Contact.objects.get(pk=jane.pk)) == "Erased contact"


def test_erased_contact_cannot_be_changed(act, contact):
    jane = contact()
    commands.erase_contact(**act, contact_id=jane.pk)
    with pytest.raises(Conflict):
        commands.change_contact(**act, contact_id=jane.pk, values={"name": "Jane"})


def test_erased_people_are_refused_wherever_they_come_from(act, contact):
    jane = contact("jane@acme.com", name="Jane", external_id="C-7")
    commands.erase_contact(**act, contact_id=jane.pk)
    done = commands.upsert_contacts(
        **act,
        rows=[
            {"email": "Jane@acme.com", "name": "Jane"},
            {"external_id": "C-7", "name": "Jane"},
            {"email": "joe@acme.com", "name": "Joe"},
        ],
    )
    assert (done.created, sorted(done.refused)) == (1, [0, 1])
    assert "was erased here" in done.refused[0]
    with pytest.raises(Invalid):
        commands.create_contact(**act, values={"email": "jane@acme.com"})
    stored = " ".join(Erasure.objects.values_list("digest", flat=True))
    assert ("jane" in stored, Erasure.objects.count()) == (False, 2)
    commands.readmit_person(**act, email="jane@acme.com")
    assert commands.create_contact(**act, values={"email": "jane@acme.com"}).pk
    with pytest.raises(NotFound):
        commands.readmit_person(**act, email="jane@acme.com")


def test_another_key_recognises_nobody(act, contact, settings):
    jane = contact("jane@acme.com")
    commands.erase_contact(**act, contact_id=jane.pk)
    assert queries.erased_among("email", ["jane@acme.com", "joe@acme.com"]) == {"jane@acme.com"}
    settings.SECRET_KEY = "another key, as after a careless move"
    assert queries.erased_among("email", ["jane@acme.com"]) == set()
