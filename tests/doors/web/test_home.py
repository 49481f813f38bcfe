"""Home: what needs you, and what changed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sous.customers.models import Account
from sous.demo.loading import load_everything
from sous.feedback.commands import submit_item
from sous.feedback.queries import unhappy_renewals, week_up_to


@pytest.fixture
def renewing(db):
    return Account.objects.create(
        name="Larch & Co",
        domain="larch.example",
        revenue=12000,
        currency="EUR",
        renewal_on=timezone.localdate() + timedelta(days=20),
        created_at=timezone.now(),
        updated_at=timezone.now(),
    )


def complain(actor, account, text="This is broken again."):
    return submit_item(
        actor=actor,
        at=timezone.now(),
        text=text,
        rating=1,
        rating_scale=5,
        account_id=account.pk,
    )


def test_an_empty_workspace_offers_both_ways_in(owner_client):
    page = owner_client.get("/")
    assert page.context["is_empty"] is True
    assert b"Explore the demo" in page.content


def test_a_complaint_before_a_renewal_needs_someone(triager_client, triager, renewing):
    complain(triager, renewing)
    page = triager_client.get("/").content.decode().replace("\xa0", " ")
    assert "Larch &amp; Co renews in 20 days" in page
    assert "1 item to triage" in page


def test_praise_before_a_renewal_does_not(triager, renewing):
    submit_item(
        actor=triager, at=timezone.now(), text="Lovely.", rating=5, rating_scale=5,
        account_id=renewing.pk,
    )  # fmt: skip
    assert unhappy_renewals(triager, timezone.now()) == []


def test_the_week_counts_items_and_accounts(triager, renewing, now):
    for days, account in ((1, renewing.pk), (2, renewing.pk), (3, None), (9, renewing.pk)):
        submit_item(
            actor=triager, at=now, text=f"{days} days ago", said_at=now - timedelta(days=days),
            account_id=account,
        )  # fmt: skip
    week = week_up_to(triager, now)
    found = (week.items, week.items_before, week.accounts, week.accounts_before)
    assert found == (3, 1, 1, 1)


def test_queries_of_home_do_not_grow(triager_client, triager, renewing, django_assert_num_queries):
    for number in range(15):
        complain(triager, renewing, f"Number {number}")
    with django_assert_num_queries(16):
        triager_client.get("/")


def test_the_demo_is_named_and_can_be_removed_while_it_is_here(triager_client, triager, run_jobs):
    load_everything(actor=triager, at=timezone.now())
    page = triager_client.get("/").content.decode()
    assert ("Garboard, a made-up company" in page, "Remove the demo" in page) == (True, True)
    assert "Remove the demo" in triager_client.get("/settings/system/").content.decode()
    begun = triager_client.post("/start/demo/remove")
    assert "Removing the demo" in triager_client.get(begun.url).content.decode()
    run_jobs()
    after = triager_client.get(begun.url, follow=True).content.decode()
    assert ("The demo is gone." in after, "made-up" in after) == (True, False)


def test_who_only_looks_cannot_remove_the_demo(viewer_client, triager):
    load_everything(actor=triager, at=timezone.now())
    page = viewer_client.get("/").content.decode()
    assert ("made-up company" in page, "Remove the demo" in page) == (True, False)
    assert viewer_client.post("/start/demo/remove").status_code == 403
