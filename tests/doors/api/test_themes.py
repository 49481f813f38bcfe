"""Themes and search over HTTP."""

import pytest

from sous.insights.models import Membership, Theme


@pytest.fixture
def call(client, triager, now):
    from sous.kernel.commands import create_token

    _, secret = create_token(actor=triager, at=now, name="test", scope="write")

    def call(method, path, body=None):
        headers = {"Authorization": f"Bearer {secret}"}
        send = getattr(client, method)
        if body is None:
            return send(f"/api/v1{path}", headers=headers)
        return send(f"/api/v1{path}", body, content_type="application/json", headers=headers)

    return call


@pytest.fixture
def theme(built):
    return Theme.objects.filter(is_group=False).order_by("-size", "pk").first()


def test_a_theme_is_the_same_in_the_list_and_alone(call, theme):
    listed = call("get", "/themes/?size=1").json()["items"]
    assert listed == [call("get", f"/themes/TH-{theme.pk}").json()]


def test_evidence_is_all_of_the_theme(call, theme):
    rows = call("get", f"/themes/TH-{theme.pk}/evidence?size=200&every=true").json()["items"]
    members = theme.memberships.values_list("pk", flat=True)
    assert {row["item"]["ref"] for row in rows} == {f"FB-{pk}" for pk in members}
    days = call("get", f"/themes/TH-{theme.pk}/days").json()
    assert sum(day["items"] for day in days) == theme.size


def test_edit_and_undo(call, theme):
    named = call("patch", f"/themes/TH-{theme.pk}", {"name": "Ours"}).json()
    assert (named["name"], named["named_by"]) == ("Ours", "person")
    edit = call("get", f"/themes/TH-{theme.pk}/edits").json()["items"][0]
    assert call("post", f"/themes/edits/{edit['id']}/undo").json()["undone_at"] is not None
    assert call("get", f"/themes/TH-{theme.pk}").json()["name"] == theme.name


def test_moving_an_item(call, theme):
    item = theme.memberships.order_by("pk").first()
    moved = call("post", "/themes/move", {"items": [f"FB-{item.pk}"], "theme": None})
    assert moved.json()["edit"]
    assert Membership.objects.get(pk=item.pk).theme is None


@pytest.mark.parametrize(
    ("path", "status"),
    [("/themes/FB-1", 404), ("/themes/TH-999999", 404), ("/themes/counts?channel=x", 422)],
)
def test_refusals_are_problems(call, db, path, status):
    answer = call("get", path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_search_is_the_same_function(call, built):
    found = call("get", "/search/?q=VAT&size=5").json()
    assert len(found["results"]) == 5
    first = found["results"][0]
    marked = {first["excerpt"][a:b].lower() for a, b in first["highlights"]}
    assert "vat" in marked


def test_a_reader_may_not_write(client, triager, now, theme):
    from sous.kernel.commands import create_token

    _, secret = create_token(actor=triager, at=now, name="read", scope="read")
    answer = client.post(
        f"/api/v1/themes/TH-{theme.pk}/dismiss", headers={"Authorization": f"Bearer {secret}"}
    )
    assert answer.status_code == 403


def test_builds_are_listed_with_how_right_the_readers_are(call, theme):
    run = call("get", "/themes/runs").json()["items"][0]
    assert (run["state"], run["themes"]) == ("done", Theme.objects.filter(is_group=False).count())
    assert {"judged", "readers", "grouped"} <= set(run["quality"])
