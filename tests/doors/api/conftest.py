"""Calling the API as one of the four people."""

import pytest


def caller(client, actor, at, scope="admin"):
    """A function ``call(method, path, body=None, **headers)`` that acts for ``actor``."""
    from sous.kernel.commands import create_token

    _, secret = create_token(actor=actor, at=at, name="test", scope=scope)

    def call(method, path, body=None, **headers):
        headers = {"Authorization": f"Bearer {secret}"} | headers
        send = getattr(client, method)
        if body is None:
            return send(f"/api/v1{path}", headers=headers)
        return send(f"/api/v1{path}", body, content_type="application/json", headers=headers)

    return call


@pytest.fixture
def owner_call(client, owner, now):
    return caller(client, owner, now)


@pytest.fixture
def triager_call(client, triager, now):
    return caller(client, triager, now)


@pytest.fixture
def viewer_call(client, viewer, now):
    return caller(client, viewer, now)


@pytest.fixture
def reading_call(client, owner, now):
    """The owner's token that may only read."""
    return caller(client, owner, now, scope="read")
