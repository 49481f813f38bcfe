"""Imports over HTTP."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

ROWS = b"id,comment,rating\n1,The export stops,2\n2,Love it,5\n3,,\n"


@pytest.fixture
def call(client, triager, now):
    from sous.kernel.commands import create_token

    _, secret = create_token(actor=triager, at=now, name="test", scope="write")

    def call(method, path, body=None, **more):
        more.setdefault("content_type", "application/json")
        more["headers"] = {"Authorization": f"Bearer {secret}"}
        if body is None:
            more.pop("content_type")
            return getattr(client, method)(f"/api/v1{path}", **more)
        if isinstance(body, dict) and "file" in body:
            more.pop("content_type")
        return getattr(client, method)(f"/api/v1{path}", body, **more)

    return call


def test_raw_body_from_file_to_undo(call, run_jobs):
    made = call("post", "/imports/?name=rows.csv", ROWS, content_type="text/csv")
    assert (made.status_code, made.json()["state"]) == (201, "checking")
    ref = made.json()["ref"]
    run_jobs()
    assert call("get", f"/imports/{ref}").json()["expected"]["new"] == 2
    assert call("post", f"/imports/{ref}/start", {}).status_code == 202
    run_jobs()
    done = call("get", f"/imports/{ref}").json()
    assert (done["state"], done["new"], done["refused"]) == ("done", 2, 1)
    rows = call("get", f"/imports/{ref}/rows?outcome=refused").json()["items"]
    assert [row["number"] for row in rows] == [4]
    refused = b"".join(call("get", f"/imports/{ref}/refused").streaming_content)
    assert b"neither text nor rating" in refused
    listed = call("get", f"/feedback/?import={ref[4:]}&sort=oldest").json()["items"]
    assert sorted(item["text"] for item in listed) == ["Love it", "The export stops"]
    assert call("post", f"/imports/{ref}/undo", {}).status_code == 202
    run_jobs()
    assert call("get", f"/imports/{ref}").json()["state"] == "undone"


def test_multipart_and_choices(call, client, run_jobs):
    file = SimpleUploadedFile("rows.csv", ROWS)
    made = call("post", "/imports/", {"file": file})
    ref = made.json()["ref"]
    changed = call("patch", f"/imports/{ref}", {"options": {"channel": "sales"}})
    assert changed.json()["options"] == {"channel": "sales"}
    refused = call("patch", f"/imports/{ref}", {"options": {"channel": "pigeon"}})
    assert refused.status_code == 422
    assert call("delete", f"/imports/{ref}").status_code == 204
    assert call("get", f"/imports/{ref}").status_code == 404


def test_hostile_body_is_a_problem(call):
    answer = call("post", "/imports/?name=x.csv", b"%PDF-1.7", content_type="text/csv")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "file")


def test_edits_and_undo(call):
    ref = call("post", "/feedback/", {"text": "Words"}).json()["ref"]
    for path, body in (
        ("tags", {"add": ["later"]}),
        ("judge", {"kind": "praise", "mood": "positive"}),
        ("triage", {"state": "reviewed"}),
    ):
        assert call("post", f"/feedback/{path}", {"refs": [ref], **body}).status_code == 200
    changed = call("post", "/feedback/triage", {"refs": [ref], "state": "spam"}).json()
    undone = call("post", f"/feedback/undo/{changed['change']}", {})
    item = call("get", f"/feedback/{ref}").json()
    assert undone.json()["changed"] == [ref]
    assert [item[name] for name in ("state", "kind", "mood", "tags")] == [
        "reviewed",
        "praise",
        "positive",
        ["later"],
    ]


def test_export_streams_the_filter(call):
    call("post", "/feedback/", {"text": "One", "channel": "review"})
    call("post", "/feedback/", {"text": "Two", "channel": "sales"})
    answer = call("get", "/feedback/export?channel=review&file=jsonl")
    lines = b"".join(answer.streaming_content).splitlines()
    assert [json.loads(line)["text"] for line in lines] == ["One"]
