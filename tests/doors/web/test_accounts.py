"""The first run, invitations by a real mail server, login and its limits, password reset."""

import re
import socket

import pytest
from aiosmtpd.controller import Controller
from django.core.cache import cache

from sous.kernel.models import Invitation, User

PASSWORD = "correct horse battery"


class Mailbox:
    """A mail server that keeps what it receives."""

    def __init__(self):
        self.letters = []

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(envelope)
        return "250 kept"

    def link(self, pattern):
        body = self.letters[-1].content.decode().replace("=\r\n", "").replace("=3D", "=")
        return re.search(pattern, body)[0]


@pytest.fixture
def mailbox(settings):
    box = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield box
    controller.stop()


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def test_a_new_workspace_leads_to_the_first_run(client, db):
    assert client.get("/feedback/")["Location"] == "/welcome"


def test_first_run_makes_the_owner_and_signs_them_in(client, db):
    data = {"name": "Ada", "email": "ada@house.example", "password": PASSWORD}
    answer = client.post("/welcome", data)
    user = User.objects.get()
    assert (answer["Location"], user.role, user.name) == ("/start", "owner", "Ada")
    assert client.get("/settings/profile").status_code == 200


def test_first_run_is_over_once_there_is_an_owner(client, owner_user):
    data = {"name": "Eve", "email": "eve@house.example", "password": PASSWORD}
    answer = client.post("/welcome", data)
    assert (answer.status_code, User.objects.count()) == (302, 1)


def test_a_weak_password_is_refused_at_its_field(client, db):
    data = {"name": "Ada", "email": "ada@house.example", "password": "short"}
    answer = client.post("/welcome", data)
    assert (answer.status_code, User.objects.count()) == (422, 0)
    assert list(answer.context["form"].errors) == ["password"]


def test_strangers_are_sent_to_the_login(client, owner_user):
    assert client.get("/settings/people/")["Location"] == "/accounts/login/?next=/settings/people/"


def test_an_invitation_travels_by_mail_and_works_once(owner_client, client, mailbox):
    owner_client.post("/settings/people/invite", {"email": "new@house.example", "role": "manager"})
    letter = mailbox.letters[-1]
    path = mailbox.link(r"/join/\S+")
    client.logout()
    client.post(path, {"name": "Newcomer", "password": PASSWORD})
    again = client.post(path, {"name": "Other", "password": PASSWORD})
    joined = User.objects.get(email="new@house.example")
    assert letter.rcpt_tos == ["new@house.example"]
    assert (joined.role, joined.name, again.status_code) == ("manager", "Newcomer", 404)


def test_an_unreachable_mail_server_still_gives_the_link(owner_client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    answer = owner_client.post(
        "/settings/people/invite", {"email": "new@house.example", "role": "viewer"}
    )
    assert "/join/sous_" in answer.content.decode()
    assert Invitation.objects.count() == 1


def test_password_reset_by_mail(client, triager_user, mailbox):
    client.post("/accounts/password/reset/", {"email": "triager@house.example"})
    path = mailbox.link(r"/accounts/password/reset/key/\S+")
    form = client.get(path, follow=True)
    new = "another horse battery"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    triager_user.refresh_from_db()
    assert triager_user.check_password(new)


def test_reset_does_not_tell_who_has_an_account(client, owner_user, mailbox):
    answer = client.post("/accounts/password/reset/", {"email": "nobody@house.example"})
    assert answer["Location"] == "/accounts/password/reset/done/"


def test_login_and_logout(client, triager_user):
    answer = client.post(
        "/accounts/login/", {"login": "TRIAGER@house.example", "password": PASSWORD}
    )
    assert answer["Location"] == "/"
    client.post("/accounts/logout/")
    assert client.get("/settings/profile").status_code == 302


def test_failed_logins_are_limited(client, triager_user):
    data = {"login": "triager@house.example", "password": "wrong"}
    for _ in range(6):
        client.post("/accounts/login/", data)
    right = client.post("/accounts/login/", data | {"password": PASSWORD})
    assert right.status_code != 302


def test_nobody_signs_up_by_themselves(client, owner_user):
    data = {"email": "eve@house.example", "password1": PASSWORD}
    client.post("/accounts/signup/", data)
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "status"), [("owner_client", 200), ("triager_client", 200), ("viewer_client", 403)]
)
def test_the_audit_log_is_for_operations(who, status, request):
    client = request.getfixturevalue(who)
    assert client.get("/settings/audit/").status_code == status


def test_the_audit_log_pages_without_more_queries(
    triager_client, triager, now, django_assert_num_queries
):
    from sous.feedback.commands import submit_item

    for number in range(60):
        submit_item(actor=triager, at=now, text=f"Number {number}")
    with django_assert_num_queries(4):
        page = triager_client.get("/settings/audit/?room=feedback")
    assert len(page.context["rows"]) == 50


def test_people_with_a_literal_query_count(owner_client, django_assert_num_queries):
    with django_assert_num_queries(4):
        owner_client.get("/settings/people/")


def test_a_changed_role_counts_at_once(owner_client, triager_user):
    owner_client.post(f"/settings/people/{triager_user.pk}/role", {"role": "viewer"})
    triager_user.refresh_from_db()
    assert triager_user.role == "viewer"


def test_exported_audit_is_guarded_against_formulas(owner_client, owner, now):
    from sous.kernel.commands import rename_person

    rename_person(actor=owner, at=now, user_id=owner.user_id, name="=1+1")
    from sous.kernel.actors import Actor
    from sous.kernel.commands import create_token

    acting = Actor.for_user(User.objects.get())
    create_token(actor=acting, at=now, name="x", scope="read")
    text = b"".join(owner_client.get("/settings/audit.csv").streaming_content).decode()
    assert "'=1+1" in text
