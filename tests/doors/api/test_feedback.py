"""Feedback over HTTP."""

import pytest
from django.utils import timezone

from sous.feedback.models import Item
from sous.kernel.commands import begin_answer, drop_answer, store_answer
from sous.kernel.commands.idempotency import LEASE
from sous.kernel.errors import Conflict
from sous.kernel.models import StoredAnswer


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


def test_a_request_that_died_is_done_once_by_the_first_retry_after_its_lease(call, triager, now):
    """As a crash leaves it: the key is claimed and nothing answered."""
    body, key = {"text": "Sent before the crash."}, {"Idempotency-Key": "k2"}
    call("post", "/feedback/", body, **key)
    Item.objects.all().delete()
    stored = StoredAnswer.objects.get()
    stored.status, stored.created_at = None, timezone.now() - LEASE / 2
    stored.save()
    assert call("post", "/feedback/", body, **key).status_code == 409
    StoredAnswer.objects.update(created_at=timezone.now() - LEASE)
    done = [call("post", "/feedback/", body, **key) for _ in range(3)]
    assert [answer.status_code for answer in done] == [201, 201, 201]
    assert (len({answer.content for answer in done}), Item.objects.count()) == (1, 1)


def test_only_one_retry_takes_over_and_the_slow_one_leaves_nothing(triager, now):
    claim = {"actor": triager, "key": "k3", "fingerprint": "f"}
    slow, _ = begin_answer(at=now, **claim)
    retry, todo = begin_answer(at=now + LEASE, **claim)
    with pytest.raises(Conflict):
        begin_answer(at=now + LEASE, **claim)
    answer = {"status": 200, "body": b"{}", "content_type": "application/json"}
    with pytest.raises(Conflict):
        store_answer(actor=triager, at=now + LEASE, stored=slow, **answer)
    drop_answer(actor=triager, at=now + LEASE, stored=slow)
    store_answer(actor=triager, at=now + LEASE, stored=retry, **answer)
    assert (todo, begin_answer(at=now + LEASE, **claim)[1]) == (True, False)


def test_work_whose_answer_cannot_be_kept_is_not_done(call, monkeypatch):
    def taken_over(**_):
        raise Conflict("The same request is being worked on by a retry.")

    monkeypatch.setattr("sous.api.idempotency.store_answer", taken_over)
    answer = call("post", "/feedback/", {"text": "Slow."}, **{"Idempotency-Key": "k4"})
    assert (answer.status_code, Item.objects.count()) == (409, 0)


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
