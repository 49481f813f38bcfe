from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sous.customers import commands, queries
from sous.customers.choices import RowKind
from sous.customers.rules import country_name
from sous.insights.queries import themes_for_account
from sous.kernel.actors import Actor
from sous.kernel.choices import Role
from sous.kernel.commands import add_comment
from sous.kernel.errors import Conflict, SousError
from sous.kernel.queries import comments_for, history_for
from sous.kernel.refs import ref_for
from sous.web.actors import actor_of
from sous.web.customers.filters import account_chips, account_filter, renewal_words
from sous.web.customers.pages import rows_of
from sous.web.customers.said import SHOWN, counts_for, said_at
from sous.web.forms.customers import AccountForm
from sous.web.forms.refusals import add_refusal
from sous.web.toasts import toast


def account_list(request: HttpRequest) -> HttpResponse:
    """All accounts: filtered, sorted, a page at a time."""
    actor = actor_of(request)
    order = request.GET.get("sort", "name")
    order = order if order in queries.ORDERS else "name"
    narrowed = account_filter(request)
    found = queries.accounts(actor, narrowed)
    page = rows_of(request, found, queries.ORDERS[order])
    facets = queries.facets(actor)
    totals = queries.revenue_total(found)
    today = timezone.now().date()
    heard = counts_for(actor, "account_id", [account.pk for account in page.rows])
    for account in page.rows:
        account.heard = heard.get(account.pk, 0)
        account.renewal_words = renewal_words(account.renewal_on, today)
    context = {
        "accounts": page.rows,
        "older": page.older,
        "newer": page.newer,
        "order": order,
        "total": found.order_by().count(),
        "totals": totals,
        "mixed": len(totals) > 1,
        "chips": account_chips(request, facets),
        "words": narrowed.words,
        "narrowed": narrowed != queries.AccountFilter(),
        "today": today,
        "may_edit": actor.has(Role.OPERATIONS),
    }
    return render(request, "customers/accounts.html", context)


def account_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: who they are, what they said, what happened."""
    actor = actor_of(request)
    account = queries.account(actor, pk)
    if account.merged_into_id and "stay" not in request.GET:
        return redirect("account", account.merged_into_id)
    ref = ref_for(account)
    contacts = queries.contacts(actor, account_id=pk)
    said = said_at(actor, pk)
    context = {
        "account": account,
        "ref": ref,
        "renewal": renewal_words(account.renewal_on, timezone.now().date()),
        "country": country_name(account.country),
        "contacts": contacts[:SHOWN],
        "contact_total": contacts.count(),
        "said": said[:SHOWN],
        "said_query": f"account={pk}",
        "said_total": said.order_by().count(),
        "properties": sorted(account.properties.items()),
        "merges": merges_shown(actor, RowKind.ACCOUNTS, pk),
        "alike": queries.alike(actor, account),
        "account_themes": themes_for_account(pk),
        "history": history_for(actor, ref)[:30],
        "comments": comments_for(actor, ref),
        "may_edit": actor.has(Role.OPERATIONS),
        "may_comment": actor.has(Role.CONTRIBUTOR),
    }
    return render(request, "customers/account.html", context)


def merges_shown(actor: Actor, kind: str, pk: int) -> list[dict[str, object]]:
    """The merges a thing took in, with a word for each."""
    found = queries.merges_into(actor, kind, pk)[:10]
    noun = "account" if kind == RowKind.ACCOUNTS else "contact"
    return [{"merge": merge, "count": len(merge.merged_ids), "noun": noun} for merge in found]


def new_account(request: HttpRequest) -> HttpResponse:
    """Make an account."""
    actor = actor_of(request)
    form = AccountForm(actor, request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.create_account(actor=actor, at=timezone.now(), values=form.values())
        except SousError as error:
            add_refusal(form, error)
            return _form(request, form, None, status=error.status)
        toast(request, f"Created {made}.")
        return redirect("account", made.pk)
    return _form(request, form, None, status=422 if form.errors else 200)


def edit_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an account; what was typed stays when somebody else was faster."""
    actor = actor_of(request)
    account = queries.account(actor, pk)
    form = AccountForm(actor, request.POST or None, initial=AccountForm.initial_of(account))
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_account(
                actor=actor,
                at=timezone.now(),
                account_id=pk,
                values=form.values(),
                version=form.version(),
            )
        except SousError as error:
            add_refusal(form, error)
            if isinstance(error, Conflict):
                form.fresh = account.version
            return _form(request, form, account, status=error.status)
        toast(request, f"Saved {account}.")
        return redirect("account", pk)
    return _form(request, form, account, status=422 if form.errors else 200)


@require_POST
def comment(request: HttpRequest) -> HttpResponse:
    """Comment on an account or a contact, and come back to it."""
    ref = request.POST.get("ref", "")
    add_comment(
        actor=actor_of(request), at=timezone.now(), ref=ref, text=request.POST.get("text", "")
    )
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("customers")
    toast(request, "Comment added.")
    return redirect(back)


def _form(request: HttpRequest, form: AccountForm, account: object, *, status: int) -> HttpResponse:
    return render(
        request, "customers/account_form.html", {"form": form, "account": account}, status=status
    )
