"""Products, areas, teams and members."""

import pytest

from sous.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from sous.kernel.queries import history_for
from sous.organization import commands, queries
from sous.organization.models import Area, Member, Product, Team


@pytest.fixture
def act(triager, now):
    return {"actor": triager, "at": now}


def lines(actor, ref):
    return [entry.line for entry in history_for(actor, ref)]


def test_product_is_created_renamed_archived_and_restored(act, triager):
    product = commands.create_product(**act, name="  Office  ", description="Planner")
    commands.change_product(**act, product_id=product.pk, name="Garboard Office")
    commands.archive_product(**act, product_id=product.pk)
    assert list(queries.products(triager)) == []
    commands.restore_product(**act, product_id=product.pk)
    assert [str(each) for each in queries.products(triager)] == ["Garboard Office"]
    assert lines(triager, f"PRD-{product.pk}") == [
        "restored the product “Garboard Office”",
        "archived the product “Garboard Office”",
        "changed the product “Office”: name “Garboard Office”",
        "created the product “Office”",
    ]


def test_change_of_nothing_leaves_no_trace(act, triager):
    product = commands.create_product(**act, name="Office")
    same = commands.change_product(**act, product_id=product.pk, name="Office")
    assert (same.version, len(lines(triager, f"PRD-{product.pk}"))) == (1, 1)


def test_a_name_that_is_taken_is_refused_with_the_field(act):
    commands.create_product(**act, name="Office")
    with pytest.raises(Invalid) as refusal:
        commands.create_product(**act, name="OFFICE")
    assert refusal.value.fields == {"name": "Another product is called “Office” already."}


def test_two_products_may_have_an_area_of_the_same_name(act, triager):
    one, two = (commands.create_product(**act, name=name) for name in ("One", "Two"))
    for product in (one, two):
        commands.create_area(**act, product_id=product.pk, name="Billing")
    with pytest.raises(Invalid):
        commands.create_area(**act, product_id=one.pk, name="billing")
    assert [area.product.name for area in queries.areas(triager)] == ["One", "Two"]


def test_change_with_an_old_version_is_a_conflict(act):
    product = commands.create_product(**act, name="Office")
    commands.change_product(**act, product_id=product.pk, name="Desk", version=1)
    with pytest.raises(Conflict):
        commands.change_product(**act, product_id=product.pk, name="Table", version=1)
    assert Product.objects.get().name == "Desk"


def test_area_gets_and_loses_its_team(act, triager):
    product = commands.create_product(**act, name="Office")
    team = commands.create_team(**act, name="Quay")
    area = commands.create_area(**act, product_id=product.pk, name="Planner")
    commands.change_area(**act, area_id=area.pk, team_id=team.pk)
    assert queries.team(triager, team.pk).area_count == 1
    commands.change_area(**act, area_id=area.pk, team_id=0)
    assert Area.objects.get().team is None
    assert lines(triager, f"AREA-{area.pk}")[:2] == [
        "changed the area “Planner”: owned by no team",
        "changed the area “Planner”: owned by “Quay”",
    ]


def test_members_come_once_and_go(act, triager, viewer_user):
    team = commands.create_team(**act, name="Quay")
    member = commands.add_member(**act, team_id=team.pk, user_id=viewer_user.pk, title="Designer")
    with pytest.raises(Conflict):
        commands.add_member(**act, team_id=team.pk, user_id=viewer_user.pk)
    commands.change_member(**act, member_id=member.pk, title="Lead designer")
    commands.remove_member(**act, member_id=member.pk)
    with pytest.raises(NotFound):
        commands.remove_member(**act, member_id=member.pk)
    assert Member.objects.count() == 0
    assert lines(triager, f"TEAM-{team.pk}") == [
        "took Viewer out of the team “Quay”",
        "gave Viewer the title “Lead designer”",
        "added Viewer to the team “Quay”",
        "created the team “Quay”",
    ]


def test_lists_need_a_fixed_number_of_queries(act, triager, viewer_user, django_assert_num_queries):
    for number in range(5):
        product = commands.create_product(**act, name=f"Product {number}")
        team = commands.create_team(**act, name=f"Team {number}")
        commands.add_member(**act, team_id=team.pk, user_id=viewer_user.pk)
        commands.create_area(**act, product_id=product.pk, name="Area", team_id=team.pk)
    with django_assert_num_queries(2):
        owners = [a.team.name for p in queries.products_with_areas(triager) for a in p.areas.all()]
    with django_assert_num_queries(3):
        people = [m.user.name for t in queries.teams_with_members(triager) for m in t.members.all()]
    assert (owners, people) == ([f"Team {n}" for n in range(5)], ["Viewer"] * 5)


def test_what_something_hangs_on_is_not_removed(act, owner_user):
    product, team = commands.create_product(**act, name="A"), commands.create_team(**act, name="B")
    area = commands.create_area(**act, product_id=product.pk, name="C", team_id=team.pk)
    removals = [
        lambda: commands.remove_product(**act, product_id=product.pk),
        lambda: commands.remove_team(**act, team_id=team.pk),
    ]
    for remove in removals:
        with pytest.raises(Conflict):
            remove()
    commands.remove_area(**act, area_id=area.pk)
    for remove in removals:
        remove()
    assert (Product.objects.count(), Team.objects.count()) == (0, 0)


CALLS = {
    "create_product": {"name": "A"},
    "change_product": {"product_id": 1},
    "archive_product": {"product_id": 1},
    "remove_product": {"product_id": 1},
    "restore_product": {"product_id": 1},
    "create_area": {"product_id": 1, "name": "A"},
    "change_area": {"area_id": 1},
    "archive_area": {"area_id": 1},
    "remove_area": {"area_id": 1},
    "restore_area": {"area_id": 1},
    "create_team": {"name": "A"},
    "change_team": {"team_id": 1},
    "archive_team": {"team_id": 1},
    "remove_team": {"team_id": 1},
    "restore_team": {"team_id": 1},
    "add_member": {"team_id": 1, "user_id": 1},
    "change_member": {"member_id": 1, "title": ""},
    "remove_member": {"member_id": 1},
}


@pytest.mark.parametrize("name", commands.__all__)
@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_every_command_needs_operations(name, who, request, db, now):
    with pytest.raises(NotAllowed):
        getattr(commands, name)(actor=request.getfixturevalue(who), at=now, **CALLS[name])


def test_a_stranger_sees_nothing(stranger, db):
    for query in (queries.products, queries.areas, queries.teams):
        with pytest.raises(NotAllowed):
            query(stranger)
