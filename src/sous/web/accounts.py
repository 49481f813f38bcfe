"""The first run, invitations, and how allauth behaves here."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from sous.kernel import commands, queries
from sous.kernel.actors import Actor
from sous.kernel.choices import Role
from sous.kernel.errors import SousError
from sous.kernel.models import User
from sous.web.forms.accounts import JoinForm, OwnerForm
from sous.web.forms.refusals import add_refusal


class InvitationOnly(DefaultAccountAdapter):
    """Nobody signs up by themselves: people join by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """The first run: make the owner, then choose how to begin."""
    if queries.has_people():
        return redirect("home")
    form = OwnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = commands.create_owner(
                actor=Actor.stranger(), at=timezone.now(), **form.cleaned_data
            )
        except SousError as error:
            add_refusal(form, error)
        else:
            _sign_in(request, user)
            return redirect("start")
    return render(request, "accounts/welcome.html", {"form": form}, status=_status(form))


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Accept an invitation. Raises NotFound when it is used up or too old."""
    now = timezone.now()
    invitation = queries.invitation_for_secret(secret, at=now)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = commands.accept_invitation(
                actor=Actor.stranger(), at=now, secret=secret, **form.cleaned_data
            )
        except SousError as error:
            add_refusal(form, error)
        else:
            _sign_in(request, user)
            return redirect("home")
    context = {"form": form, "invitation": invitation, "role": Role(invitation.role)}
    return render(request, "accounts/join.html", context, status=_status(form))


def _sign_in(request: HttpRequest, user: User) -> None:
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])


def _status(form: OwnerForm | JoinForm) -> int:
    return 422 if form.errors else 200


urlpatterns = [
    path("welcome", welcome, name="welcome"),
    path("join/<str:secret>", join, name="join"),
]
