"""The demo's customers, written through the rooms."""

from sous.customers import queries
from sous.customers.models import Account, Consent, Contact
from sous.demo.customers import load_customers
from sous.demo.world import load
from sous.organization.queries import areas, products, teams


def test_the_world_arrives_whole_and_once(owner, now):
    world = load()
    for _ in range(2):
        load_customers(owner, now, world)
    assert Account.objects.count() == len(world.accounts)
    assert Contact.objects.count() == len(world.contacts)
    assert products(owner).count() == len(world.products)
    assert (areas(owner).count(), teams(owner).count()) == (len(world.areas), len(world.teams))
    assert Contact.objects.filter(account=None).count() == 0
    given = [s for c in world.contacts for s in c.consent.values() if s == "given"]
    assert Consent.objects.filter(state="given").count() == len(given)


def test_every_segment_selects_some_but_not_all(owner, now):
    load_customers(owner, now, load())
    total = Account.objects.count()
    for segment in queries.segments(owner):
        found = queries.accounts_in_segment(owner, segment, today=now.date()).count()
        assert 0 < found < total, segment.name
