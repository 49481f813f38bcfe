"""Accounts, contacts and segments over HTTP."""

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


def names(answer):
    return [each["name"] for each in answer.json()["items"]]


def test_account_from_creation_to_change(call):
    body = {"name": "Acme", "domain": "acme.com", "revenue": "1200.5", "currency": "EUR"}
    made = call("post", "/accounts/", body).json()
    tag = call("get", f"/accounts/{made['ref']}")["ETag"]
    changed = call("patch", f"/accounts/{made['ref']}", {"plan": "Fleet"}, **{"If-Match": tag})
    stale = call("patch", f"/accounts/{made['ref']}", {"plan": "Ketch"}, **{"If-Match": tag})
    emptied = call("patch", f"/accounts/{made['ref']}", {"plan": None})
    assert (made["revenue"], made["version"]) == ("1200.50", 1)
    assert (changed.status_code, changed["ETag"], stale.status_code) == (200, '"2"', 409)
    assert (emptied.json()["plan"], emptied.json()["domain"]) == ("", "acme.com")


def test_wrong_values_name_their_fields(call):
    answer = call("post", "/accounts/", {"name": "A", "country": "Atlantis", "revenue": "5"})
    assert answer.status_code == 422
    assert [e["field"] for e in answer.json()["errors"]] == ["country", "currency"]


def test_accounts_are_filtered_ordered_and_paged(call):
    rows = [
        {"name": "A", "plan": "Fleet", "revenue": 5, "currency": "EUR"},
        {"name": "B", "plan": "Sloop", "revenue": 9, "currency": "EUR"},
        {"name": "C", "plan": "Fleet"},
    ]
    done = call("post", "/accounts/upsert", {"rows": rows}).json()
    first = call("get", "/accounts/?order=-revenue&size=2")
    rest = call("get", first.json()["next"].split("/api/v1")[1])
    assert (done["created"], len(done["refs"])) == (3, 3)
    assert (names(first), names(rest)) == (["B", "A"], ["C"])
    assert names(call("get", "/accounts/?plan=Fleet&plan=None")) == ["A", "C"]
    assert call("get", "/accounts/revenue?plan=Fleet").json() == [
        {"currency": "EUR", "amount": "5.00", "accounts": 1}
    ]
    assert call("get", "/accounts/?order=moon").status_code == 422


def test_merge_and_undo(call):
    one, two = (call("post", "/accounts/", {"name": n}).json()["ref"] for n in ("One", "Two"))
    done = call("post", f"/accounts/{one}/merge", {"refs": [two]}).json()
    assert call("get", f"/accounts/{two}").json()["merged_into"] == one
    assert names(call("get", "/accounts/")) == ["One"]
    undone = call("post", f"/accounts/merges/{done['id']}/undo", {})
    assert undone.json()["undone_at"] is not None
    assert names(call("get", "/accounts/")) == ["One", "Two"]


def test_a_ref_of_another_kind_is_not_found(call):
    ref = call("post", "/contacts/", {"name": "Jane"}).json()["ref"]
    assert call("get", f"/accounts/{ref}").status_code == 404


def test_contact_consent_export_and_erasure(call):
    home = call("post", "/accounts/", {"name": "Acme", "domain": "acme.com"}).json()["ref"]
    made = call("post", "/contacts/", {"email": "Jane@acme.com", "name": "Jane"}).json()
    ref = made["ref"]
    call("post", "/feedback/", {"text": "Too slow.", "author_email": "jane@acme.com"})
    said = call("put", f"/contacts/{ref}/consent/beta", {"state": "given", "source": "call"})
    exported = call("get", f"/contacts/{ref}/export").json()
    assert (made["account"]["ref"], said.json()["state"]) == (home, "given")
    assert [c["state"] for c in call("get", f"/contacts/{ref}/consent").json()] == [
        "unknown",
        "given",
        "unknown",
    ]
    assert [each["text"] for each in exported["feedback"]] == ["Too slow."]
    assert [c["email"] for c in exported["contacts"]] == ["jane@acme.com"]
    assert names(call("get", "/contacts/?consent=beta")) == ["Jane"]
    assert call("post", f"/contacts/{ref}/erase", {}).json()["email"] == ""


def test_contact_moves_to_another_account(call):
    acme, bell = (call("post", "/accounts/", {"name": n}).json()["ref"] for n in ("A", "B"))
    ref = call("post", "/contacts/", {"name": "Jane", "account": acme}).json()["ref"]
    call("patch", f"/contacts/{ref}", {"account": bell})
    assert names(call("get", f"/contacts/?account={bell}")) == ["Jane"]
    call("patch", f"/contacts/{ref}", {"account": None})
    assert names(call("get", "/contacts/?without_account=true")) == ["Jane"]


def test_contacts_merge(call):
    one, two = (call("post", "/contacts/", {"name": n}).json()["ref"] for n in ("One", "Two"))
    done = call("post", f"/contacts/{one}/merge", {"refs": [two]}).json()
    assert (done["into"], done["merged"]) == (one, [two])


RULE = {"match": "all", "conditions": [{"field": "plan", "op": "is", "value": ["Fleet"]}]}


def test_segment_selects(call):
    call("post", "/accounts/", {"name": "A", "plan": "Fleet", "revenue": 3, "currency": "EUR"})
    call("post", "/accounts/", {"name": "B"})
    ref = call("post", "/segments/", {"name": "Fleet", "rule": RULE}).json()["ref"]
    tried = call("post", "/segments/try", {"rule": RULE}).json()
    broken = call("post", "/segments/try", {"rule": {"match": "all"}})
    assert names(call("get", f"/segments/{ref}/accounts")) == ["A"]
    assert names(call("get", f"/accounts/?segment={ref}")) == ["A"]
    assert (tried["accounts"], tried["revenue"][0]["amount"]) == (1, "3.00")
    assert broken.status_code == 422
    changed = call("patch", f"/segments/{ref}", {"name": "Fleet plan"})
    assert (changed.json()["version"], names(call("get", "/segments/"))) == (2, ["Fleet plan"])
    assert call("delete", f"/segments/{ref}").status_code == 204


@pytest.mark.parametrize(
    ("path", "queries"), [("/accounts/", 3), ("/contacts/", 3), ("/segments/", 3)]
)
def test_lists_need_a_fixed_number_of_queries(
    path, queries, call, triager, now, owner_user, django_assert_num_queries
):
    from sous.customers import commands

    act = {"actor": triager, "at": now}
    for n in range(12):
        values = {"name": f"A{n}", "domain": f"a{n}.example", "owner_id": owner_user.pk}
        commands.create_account(**act, values=values)
        commands.create_contact(**act, values={"email": f"x@a{n}.example"})
        commands.create_segment(**act, name=f"S{n}", rule=RULE)
    call("get", path)
    with django_assert_num_queries(queries):  # the token, its use, the rows
        assert len(call("get", path).json()["items"]) == 12


def test_file_is_brought_corrected_and_imported(call, client, run_jobs):
    from django.core.files.uploadedfile import SimpleUploadedFile

    token = call("get", "/me").wsgi_request.headers["Authorization"]
    body = {"file": SimpleUploadedFile("p.csv", b"E-mail,Vorname,Nachname\na@b.example,Ada,Lee\n")}
    made = client.post("/api/v1/customers/files/", body, headers={"Authorization": token}).json()
    assert (made["kind"], made["created"], made["state"]) == ("contacts", 1, "uploaded")
    path = f"/customers/files/{made['id']}"
    changed = call("patch", path, {"mapping": {"email": "E-mail"}}).json()
    assert changed["mapping"] == {"email": "E-mail"}
    call("patch", path, {"mapping": made["mapping"]})
    call("post", f"{path}/start", {})
    run_jobs()
    done = call("get", path).json()
    assert (done["state"], done["created"]) == ("done", 1)
    assert names(call("get", "/contacts/")) == ["Ada Lee"]
    assert call("post", f"{path}/start", {}).status_code == 409
