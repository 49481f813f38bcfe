from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from sous.kernel.choices import Role
from sous.kernel.errors import SousError
from sous.kernel.queries import history_for
from sous.kernel.refs import ref_for
from sous.organization import commands, queries
from sous.web.actors import actor_of
from sous.web.forms.organization import MemberForm, ThingForm
from sous.web.forms.refusals import add_refusal
from sous.web.organization.products import version_in
from sous.web.toasts import toast


def teams(request: HttpRequest) -> HttpResponse:
    """Teams with their members and areas; a form for another."""
    actor = actor_of(request)
    form = ThingForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = commands.create_team(actor=actor, at=timezone.now(), **form.cleaned_data)
            except SousError as error:
                add_refusal(form, error)
                status = error.status
            else:
                toast(request, f"Created {made}.")
                return redirect("team", made.pk)
    context = {
        "teams": queries.teams_with_members(actor),
        "archived": queries.teams(actor, archived=True),
        "form": form,
        "may_edit": actor.has(Role.OPERATIONS),
    }
    return render(request, "organization/teams.html", context, status=status)


def team(request: HttpRequest, pk: int) -> HttpResponse:
    """One team: its name, its members, its areas."""
    actor = actor_of(request)
    found = queries.team(actor, pk)
    initial = {"name": found.name, "description": found.description}
    form = ThingForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                commands.change_team(
                    actor=actor,
                    at=timezone.now(),
                    team_id=pk,
                    version=version_in(request),
                    **form.cleaned_data,
                )
            except SousError as error:
                add_refusal(form, error)
                status = error.status
            else:
                toast(request, f"Saved {form.cleaned_data['name']}.")
                return redirect("team", pk)
    return _team(request, pk, form, MemberForm(actor), status=status)


def _team(
    request: HttpRequest, pk: int, form: Form, member_form: Form, *, status: int
) -> HttpResponse:
    actor = actor_of(request)
    found = queries.team(actor, pk)
    context = {
        "team": found,
        "form": form,
        "member_form": member_form,
        "members": queries.members(actor, pk),
        "areas": queries.areas(actor).filter(team_id=pk),
        "history": history_for(actor, ref_for(found))[:20],
        "may_edit": actor.has(Role.OPERATIONS),
    }
    return render(request, "organization/team.html", context, status=status)


@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a team into the archive, or take it out."""
    act: dict[str, Any] = {"actor": actor_of(request), "at": timezone.now(), "team_id": pk}
    if request.POST.get("restore") or "restore" in request.GET:
        toast(request, f"Restored {commands.restore_team(**act)}.")
        return redirect("team", pk)
    done = commands.archive_team(**act)
    undo = reverse("archive-team", args=[pk]) + "?restore=yes"
    toast(request, f"Archived {done}. Its areas keep their owner's name.", undo=undo)
    return redirect("teams")


@require_POST
def add_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a colleague into a team."""
    actor = actor_of(request)
    found = queries.team(actor, pk)
    form = MemberForm(actor, request.POST)
    status = 422
    if form.is_valid():
        try:
            made = commands.add_member(
                actor=actor,
                at=timezone.now(),
                team_id=pk,
                user_id=int(form.cleaned_data["user"]),
                title=form.cleaned_data["title"],
            )
        except SousError as error:
            add_refusal(form, error)
            status = error.status
        else:
            toast(request, f"Added {made.user}.")
            return redirect("team", pk)
    shown = ThingForm(initial={"name": found.name, "description": found.description})
    return _team(request, pk, shown, form, status=status)


@require_POST
def remove_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a colleague out of a team."""
    commands.remove_member(actor=actor_of(request), at=timezone.now(), member_id=pk)
    toast(request, "Taken out of the team.")
    team = request.POST.get("team", "")
    return redirect("team", int(team)) if team.isdecimal() else redirect("teams")


@require_POST
def change_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a member another title."""
    done = commands.change_member(
        actor=actor_of(request),
        at=timezone.now(),
        member_id=pk,
        title=request.POST.get("title", ""),
    )
    toast(request, f"Saved {done.user}.")
    return redirect("team", done.team_id)
