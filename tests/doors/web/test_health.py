"""What machines ask: whether it is well, and its figures."""

import pytest


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("10.0.0.7", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "10.0.0.7"}, 403),
        ("127.0.0.1", {"Forwarded": "for=10.0.0.7"}, 403),
    ],
)
def test_figures_are_for_this_machine(client, address, headers, status, db):
    answer = client.get("/metrics", REMOTE_ADDR=address, headers=headers)
    assert answer.status_code == status
    assert (b"django_http_requests" in answer.content) == (status == 200)


@pytest.mark.parametrize(
    ("sent", "status"), [("Bearer right", 200), ("Bearer wrong", 403), ("", 403), ("Bearer é", 403)]
)
def test_figures_are_for_whoever_has_the_token(client, settings, sent, status, db):
    settings.METRICS_TOKEN = "right"
    answer = client.get("/metrics", REMOTE_ADDR="10.0.0.7", headers={"Authorization": sent})
    assert answer.status_code == status


def test_a_load_balancer_needs_no_login(client, db):
    assert [client.get(path).content for path in ("/livez", "/readyz")] == [b"ok", b"ok"]
