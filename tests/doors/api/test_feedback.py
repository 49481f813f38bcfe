"""Feedback over HTTP."""

import pytest

from sous.feedback.models import Item


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


def test_submit_then_read(call):
    made = call("post", "/feedback/", {"text": "Too slow on trains.", "channel": "in_app"})
    assert made.status_code == 201
    read = call("get", f"/feedback/{made.json()['ref']}")
    more = {"parts": [], "properties": {}, "quotes": [], "said_before": []}
    assert read.json() == {**made.json(), **more}


def test_idempotency_key_answers_again_and_makes_one(call):
    body = {"text": "Twice sent."}
    first = call("post", "/feedback/", body, **{"Idempotency-Key": "k1"})
    second = call("post", "/feedback/", body, **{"Idempotency-Key": "k1"})
    other = call("post", "/feedback/", {"text": "Else"}, **{"Idempotency-Key": "k1"})
    assert first.json() == second.json()
    assert (first.status_code, second.status_code, other.status_code) == (201, 201, 422)
    assert Item.objects.count() == 1


def test_refusal_is_problem_json(call):
    answer = call("post", "/feedback/", {"text": ""})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == "body.text"


def test_list_links_to_the_next_page(call):
    for number in range(3):
        call("post", "/feedback/", {"text": f"Number {number}"})
    first = call("get", "/feedback/?size=2").json()
    second = call("get", first["next"].split("/api/v1")[1]).json()
    texts = [item["text"] for item in first["items"] + second["items"]]
    assert texts == ["Number 2", "Number 1", "Number 0"]
    assert second["next"] is None


def test_without_a_token_is_401(client, db):
    assert client.get("/api/v1/feedback/").status_code == 401
