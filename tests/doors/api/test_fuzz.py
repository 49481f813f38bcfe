"""The API tried from its own description: whatever is sent, nothing answers 500."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings

from sous.kernel.commands import create_token
from sous.project.wsgi import application

HEALTH = list(HealthCheck)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _one_connection():
    """Keep the request's end from closing the connection that the test's transaction is in."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


SCHEMA = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.label)
def test_nothing_answers_with_a_server_error(operation, owner, now):
    _, secret = create_token(actor=owner, at=now, name="fuzz", scope="admin")
    headers = {"Authorization": f"Bearer {secret}"}

    @settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=HEALTH)
    @given(case=operation.as_strategy())
    def attempt(case):
        answer = case.call(headers=headers)
        assert answer.status_code < 500, (case.as_curl_command(), answer.text)

    attempt()
