"""Who is here, with which role, and who is invited."""

import logging
import smtplib

from django.conf import settings
from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from sous.kernel import commands, queries
from sous.kernel.choices import Role
from sous.kernel.errors import SousError
from sous.kernel.models import Invitation
from sous.web.actors import actor_of
from sous.web.forms.accounts import InviteForm
from sous.web.forms.refusals import add_refusal

log = logging.getLogger(__name__)


def people(
    request: HttpRequest, form: InviteForm | None = None, link: str = "", status: int = 200
) -> HttpResponse:
    """Everyone, and for owners the open invitations."""
    actor = actor_of(request)
    is_owner = actor.has(Role.OWNER)
    context = {
        "people": queries.people(actor)[:1000],
        "invitations": queries.open_invitations(actor)[:200] if is_owner else [],
        "form": form or InviteForm(),
        "roles": Role,
        "is_owner": is_owner,
        "me": actor.user_id,
        "link": link,
        "now": timezone.now(),
    }
    return render(request, "settings/people.html", context, status=status)


@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Invite someone by mail; the link is shown too, for when mail does not arrive."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return people(request, form, status=422)
    try:
        invitation, secret = commands.invite_person(
            actor=actor_of(request), at=timezone.now(), **form.cleaned_data
        )
    except SousError as error:
        add_refusal(form, error)
        return people(request, form, status=error.status)
    link = settings.BASE_URL.rstrip("/") + reverse("join", args=[secret])
    if _send(invitation, link, actor_of(request).name):
        messages.success(request, f"Invitation sent to {invitation.email}.")
    else:
        messages.warning(request, "The mail could not be sent. Pass the link on yourself.")
    return people(request, link=link)


def _send(invitation: Invitation, link: str, by: str) -> bool:
    context = {"invitation": invitation, "link": link, "by": by, "role": Role(invitation.role)}
    try:
        send_mail(
            f"{by} invites you to Sous",
            render_to_string("accounts/mail/invitation.txt", context),
            None,
            [invitation.email],
        )
    except (OSError, smtplib.SMTPException):
        log.exception("The invitation of %s could not be sent", invitation.email)
        return False
    return True


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    commands.revoke_invitation(actor=actor_of(request), at=timezone.now(), invitation_id=pk)
    messages.success(request, "Invitation withdrawn.")
    return redirect("people")


@require_POST
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give someone another role."""
    role = request.POST.get("role", "")
    user = commands.change_role(actor=actor_of(request), at=timezone.now(), user_id=pk, role=role)
    messages.success(request, f"{user} is now {Role(user.role).label.lower()}.")
    return redirect("people")


@require_POST
def change_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Shut someone out, or let them in again."""
    actor, now = actor_of(request), timezone.now()
    if request.POST.get("active") == "yes":
        user = commands.reactivate_person(actor=actor, at=now, user_id=pk)
        messages.success(request, f"{user} can sign in again.")
    else:
        user = commands.deactivate_person(actor=actor, at=now, user_id=pk)
        messages.success(request, f"{user} is signed out and can no longer sign in.")
    return redirect("people")
