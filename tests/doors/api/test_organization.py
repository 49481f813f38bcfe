"""Products, areas and teams over HTTP."""

import pytest


@pytest.fixture
def call(client, triager, now):
    from sous.kernel.commands import create_token

    _, secret = create_token(actor=triager, at=now, name="test", scope="write")

    def call(method, path, body=None, **headers):
        headers["Authorization"] = f"Bearer {secret}"
        send = getattr(client, method)
        if body is None:
            return send(f"/api/v1{path}", headers=headers)
        return send(f"/api/v1{path}", body, content_type="application/json", headers=headers)

    return call


def test_product_area_and_team_hang_together(call, viewer_user):
    product = call("post", "/products/", {"name": "Office"}).json()["ref"]
    team = call("post", "/teams/", {"name": "Quay"}).json()["ref"]
    area = call("post", "/areas/", {"name": "Planner", "product": product, "team": team}).json()
    member = call("post", f"/teams/{team}/members", {"user_id": viewer_user.pk}).json()
    read = call("get", f"/teams/{team}").json()
    assert (area["product"]["name"], area["team"]["name"]) == ("Office", "Quay")
    assert (read["members"], read["areas"], member["name"]) == (1, 1, "Viewer")
    assert call("get", f"/areas/?product={product}").json()["items"] == [area]
    gone = call("delete", f"/teams/{team}/members/{member['id']}")
    assert (gone.status_code, call("get", f"/teams/{team}/members").json()) == (204, [])


def test_patch_minds_if_match(call):
    ref = call("post", "/products/", {"name": "Office"}).json()["ref"]
    tag = call("get", f"/products/{ref}")["ETag"]
    first = call("patch", f"/products/{ref}", {"name": "Desk"}, **{"If-Match": tag})
    second = call("patch", f"/products/{ref}", {"name": "Table"}, **{"If-Match": tag})
    broken = call("patch", f"/products/{ref}", {"name": "Table"}, **{"If-Match": "x"})
    assert (first.status_code, second.status_code, broken.status_code) == (200, 409, 422)
    assert (first["ETag"], first.json()["name"]) == ('"2"', "Desk")


def test_archived_things_leave_the_list(call):
    ref = call("post", "/teams/", {"name": "Quay"}).json()["ref"]
    call("patch", f"/teams/{ref}", {"archived": True})
    assert call("get", "/teams/").json()["items"] == []
    assert [t["ref"] for t in call("get", "/teams/?archived=true").json()["items"]] == [ref]
