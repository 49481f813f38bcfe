"""My API tokens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from sous.kernel import commands, queries
from sous.kernel.errors import SousError
from sous.web.actors import actor_of
from sous.web.forms.accounts import TokenForm
from sous.web.forms.refusals import add_refusal


@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """My tokens, and a form for one more; a new secret is shown once."""
    actor, secret = actor_of(request), ""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _, secret = commands.create_token(actor=actor, at=timezone.now(), **form.cleaned_data)
            form = TokenForm()
        except SousError as error:
            add_refusal(form, error)
    context = {"tokens": queries.tokens_of(actor)[:200], "form": form, "secret": secret}
    return render(request, "settings/tokens.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a token worthless."""
    commands.revoke_token(actor=actor_of(request), at=timezone.now(), token_id=pk)
    messages.success(request, "Token revoked. Nothing can use it any more.")
    return redirect("tokens")
