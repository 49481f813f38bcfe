"""My own settings: name, password, second factor, appearance."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from sous.kernel import commands, queries
from sous.kernel.choices import Role
from sous.kernel.errors import SousError
from sous.web.actors import actor_of
from sous.web.forms.accounts import ProfileForm
from sous.web.forms.refusals import add_refusal


def settings_home(request: HttpRequest) -> HttpResponse:
    """The first page of the settings is my own."""
    return redirect("profile")


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """How colleagues see me, and how I sign in."""
    actor = actor_of(request)
    me = queries.person(actor, actor.user_id or 0)
    form = ProfileForm(request.POST or None, initial={"name": me.name})
    if request.method == "POST" and form.is_valid():
        try:
            commands.rename_person(
                actor=actor, at=timezone.now(), user_id=me.pk, name=form.cleaned_data["name"]
            )
        except SousError as error:
            add_refusal(form, error)
        else:
            messages.success(request, "Saved.")
            return redirect("profile")
    context = {"form": form, "me": me, "role": Role(me.role)}
    return render(request, "settings/profile.html", context, status=422 if form.errors else 200)
