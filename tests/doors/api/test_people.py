"""People, invitations, tokens and threads over HTTP."""

from django.core.files.uploadedfile import SimpleUploadedFile

from sous.feedback.commands import submit_item


def test_owner_invites_and_withdraws(owner_call):
    made = owner_call("post", "/invitations", {"email": "new@house.example", "role": "manager"})
    listed = owner_call("get", "/invitations").json()
    gone = owner_call("delete", f"/invitations/{listed[0]['id']}")
    assert (made.status_code, [each["email"] for each in listed]) == (201, ["new@house.example"])
    assert (gone.status_code, owner_call("get", "/invitations").json()) == (204, [])


def test_others_may_not_invite(triager_call):
    answer = triager_call("post", "/invitations", {"email": "x@house.example"})
    assert (answer.status_code, answer.json()["title"]) == (403, "Not allowed")


def test_the_last_owner_stays_owner(owner_call, owner_user):
    answer = owner_call("patch", f"/people/{owner_user.pk}", {"role": "viewer"})
    assert answer.status_code == 409


def test_deactivating_shuts_out_at_once(owner_call, triager_call, triager_user):
    assert triager_call("get", "/me").json()["role"] == "operations"
    answer = owner_call("patch", f"/people/{triager_user.pk}", {"active": False})
    assert (answer.json()["active"], triager_call("get", "/me").status_code) == (False, 401)


def test_a_reading_token_cannot_write(reading_call):
    answer = reading_call("post", "/feedback/", {"text": "No."})
    assert answer.status_code == 403


def test_a_revoked_token_is_worthless(owner_call):
    tokens = owner_call("get", "/tokens").json()
    assert owner_call("delete", f"/tokens/{tokens[0]['id']}").status_code == 204
    assert owner_call("get", "/me").status_code == 401


def test_numbers_too_large_are_refused_not_errors(owner_call):
    answers = [
        owner_call("get", f"/feedback/FB-{2**63}").status_code,
        owner_call("delete", f"/tokens/{2**70}").status_code,
        owner_call("get", "/feedback/?cursor=zzz").status_code,
    ]
    assert answers == [404, 404, 422]


def test_a_ref_of_another_kind_is_not_found(owner_call, triager, now):
    submit_item(actor=triager, at=now, text="Words")
    assert owner_call("get", "/feedback/ACC-1").status_code == 404


def test_a_file_comes_back_as_it_was(client, owner, owner_call, now):
    item = submit_item(actor=owner, at=now, text="Words")
    secret = owner_call("post", "/tokens", {"name": "files", "scope": "write"}).json()["secret"]
    headers = {"Authorization": f"Bearer {secret}"}
    made = client.post(
        f"/api/v1/things/FB-{item.pk}/attachments",
        {"file": SimpleUploadedFile("shot.png", b"\x89PNG123", "image/png")},
        headers=headers,
    )
    got = client.get(f"/api/v1/attachments/{made.json()['id']}", headers=headers)
    assert (made.status_code, b"".join(got.streaming_content)) == (201, b"\x89PNG123")
    assert got["Content-Disposition"] == 'attachment; filename="shot.png"'


def test_links_work_both_ways(owner_call, owner, now):
    one = submit_item(actor=owner, at=now, text="One")
    two = submit_item(actor=owner, at=now, text="Two")
    owner_call("post", f"/things/FB-{one.pk}/links", {"target": f"FB-{two.pk}"})
    back = owner_call("get", f"/things/FB-{two.pk}/links").json()
    assert back == [{"ref": f"FB-{one.pk}", "relation": "related"}]


def test_comments_are_kept_in_order_and_deleted(owner_call, owner, now):
    item = submit_item(actor=owner, at=now, text="One")
    path = f"/things/FB-{item.pk}/comments"
    ids = [owner_call("post", path, {"text": text}).json()["id"] for text in ("a", "b")]
    owner_call("delete", f"/comments/{ids[0]}")
    assert [each["text"] for each in owner_call("get", path).json()] == ["b"]
    kinds = [e["kind"] for e in owner_call("get", f"/things/FB-{item.pk}/history").json()["items"]]
    assert kinds == [
        "kernel.comment_deleted",
        "kernel.commented",
        "kernel.commented",
        "feedback.item_submitted",
    ]
