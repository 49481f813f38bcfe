"""The settings pages about products and teams."""

import pytest

from sous.organization import commands
from sous.organization.models import Area, Member, Product, Team


@pytest.fixture
def act(triager, now):
    return {"actor": triager, "at": now}


def text(answer):
    return answer.content.decode()


def test_product_with_areas_by_hand(triager_client, act):
    team = commands.create_team(**act, name="Quay")
    assert "No products yet" in text(triager_client.get("/settings/products/"))
    triager_client.post("/settings/products/", {"name": "Office", "description": "Planner"})
    product = Product.objects.get()
    page = f"/settings/products/{product.pk}"
    triager_client.post(f"{page}/areas", {"name": "Billing", "team": team.pk})
    taken = triager_client.post(f"{page}/areas", {"name": "billing", "team": ""})
    assert (taken.status_code, Area.objects.get().team) == (422, team)
    assert "already" in text(taken)
    area = Area.objects.get()
    triager_client.post(f"/settings/areas/{area.pk}", {"name": "Money", "team": ""})
    area.refresh_from_db()
    assert (area.name, area.team) == ("Money", None)
    assert "Money" in text(triager_client.get("/settings/products/"))


def test_product_goes_into_the_archive_and_back(triager_client, act):
    product = commands.create_product(**act, name="Office")
    page = f"/settings/products/{product.pk}"
    gone = triager_client.post(f"{page}/archive", follow=True)
    assert f"{page}/archive?restore=yes" in text(gone)
    triager_client.post(f"{page}/archive?restore=yes")
    product.refresh_from_db()
    assert product.archived_at is None


def test_rename_of_a_changed_product_is_a_conflict(triager_client, act):
    product = commands.create_product(**act, name="Office")
    commands.change_product(**act, product_id=product.pk, name="Desk")
    late = triager_client.post(f"/settings/products/{product.pk}", {"name": "X", "version": "1"})
    assert (late.status_code, 'value="X"' in text(late)) == (409, True)


def test_team_gets_and_loses_members(triager_client, viewer_user):
    triager_client.post("/settings/teams/", {"name": "Quay"})
    page = f"/settings/teams/{Team.objects.get().pk}"
    triager_client.post(f"{page}/members", {"user": viewer_user.pk, "title": "Designer"})
    member = Member.objects.get()
    assert "Designer" in text(triager_client.get(page))
    triager_client.post(f"/settings/members/{member.pk}/title", {"title": "Lead"})
    member.refresh_from_db()
    assert member.title == "Lead"
    triager_client.post(f"/settings/members/{member.pk}/remove", {"team": page.split("/")[-1]})
    assert Member.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 6])
@pytest.mark.parametrize(("path", "queries"), [("products", 5), ("teams", 6)])
def test_lists_need_a_fixed_number_of_queries(
    path, queries, rows, act, triager_client, viewer_user, django_assert_num_queries
):
    for number in range(rows):
        team = commands.create_team(**act, name=f"T{number}")
        commands.add_member(**act, team_id=team.pk, user_id=viewer_user.pk)
        product = commands.create_product(**act, name=f"P{number}")
        commands.create_area(**act, product_id=product.pk, name="A", team_id=team.pk)
    triager_client.get(f"/settings/{path}/")
    with django_assert_num_queries(queries):
        triager_client.get(f"/settings/{path}/")


@pytest.mark.parametrize(
    "path", ["products/", "products/1", "products/1/archive", "products/1/areas", "teams/"]
)
def test_a_viewer_changes_nothing(path, viewer_client, act):
    product = commands.create_product(**act, name="Office")
    path = path.replace("1", str(product.pk))
    body = {"name": "X", "team": ""}
    assert viewer_client.post(f"/settings/{path}", body).status_code == 403
