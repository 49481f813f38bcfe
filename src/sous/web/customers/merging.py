from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from sous.customers import commands, queries
from sous.customers.choices import RowKind
from sous.customers.models import Account, Contact
from sous.customers.queries import AccountFilter
from sous.kernel.errors import SousError
from sous.web.actors import actor_of
from sous.web.customers.filters import is_id
from sous.web.customers.said import counts_for
from sous.web.formats import counted
from sous.web.toasts import toast

MOST = 20


def merge_accounts(request: HttpRequest) -> HttpResponse:
    """Choose the accounts, choose which stays, see what moves, merge."""
    actor = actor_of(request)
    chosen: list[Any] = list(
        queries.accounts(actor)
        .filter(pk__in=_ids(request))
        .order_by("-feedback_count", "pk")[:MOST]
    )
    ids = [account.pk for account in chosen]
    contacts = queries.contact_counts(actor, ids)
    heard = counts_for(actor, "account_id", ids)
    for account in chosen:
        account.contact_count = contacts.get(account.pk, 0)
        account.heard = heard.get(account.pk, 0)
    words = request.GET.get("q", "").strip()[:200]
    found = queries.accounts(actor, AccountFilter(words=words)) if words else Account.objects.none()
    context = {
        "noun": "account",
        "chosen": chosen,
        "words": words,
        "found": found.exclude(pk__in=ids)[:10],
        "back": reverse("customers"),
        "here": reverse("merge-accounts"),
    }

    def merge(into: int, others: list[int]) -> Any:
        return commands.merge_accounts(
            actor=actor, at=timezone.now(), into_id=into, account_ids=others
        )

    return _merge(request, context, merge, "account")


def merge_contacts(request: HttpRequest) -> HttpResponse:
    """Likewise for contacts."""
    actor = actor_of(request)
    chosen: list[Any] = list(
        queries.contacts(actor)
        .filter(pk__in=_ids(request))
        .order_by("-feedback_count", "pk")[:MOST]
    )
    ids = [contact.pk for contact in chosen]
    heard = counts_for(actor, "contact_id", ids)
    for contact in chosen:
        contact.heard = heard.get(contact.pk, 0)
    words = request.GET.get("q", "").strip()[:200]
    found = queries.contacts(actor, words=words) if words else Contact.objects.none()
    context = {
        "noun": "contact",
        "chosen": chosen,
        "words": words,
        "found": found.exclude(pk__in=ids)[:10],
        "back": reverse("contacts"),
        "here": reverse("merge-contacts"),
    }

    def merge(into: int, others: list[int]) -> Any:
        return commands.merge_contacts(
            actor=actor, at=timezone.now(), into_id=into, contact_ids=others
        )

    return _merge(request, context, merge, "contact")


def _merge(
    request: HttpRequest,
    context: dict[str, Any],
    merge: Callable[[int, list[int]], Any],
    page: str,
) -> HttpResponse:
    ids = [thing.pk for thing in context["chosen"]]
    kept = request.POST.get("kept", "")
    context["kept"] = int(kept) if kept.isdecimal() and int(kept) in ids else (ids or [0])[0]
    context["options"] = [(thing.pk, str(thing), _about(thing)) for thing in context["chosen"]]
    context["picked"] = "&".join(f"id={pk}" for pk in ids)
    if request.method != "POST":
        return render(request, "customers/merge.html", context)
    try:
        done = merge(context["kept"], [pk for pk in ids if pk != context["kept"]])
    except SousError as error:
        context["error"] = error
        return render(request, "customers/merge.html", context, status=error.status)
    count = len(done.merged_ids)
    noun = page if count == 1 else f"{page}s"
    toast(
        request, f"Merged {count} {noun} into this one.", undo=reverse("undo-merge", args=[done.pk])
    )
    return redirect(page, done.into_id)


def _about(thing: Any) -> str:
    """What tells one from the other, in a line."""
    heard = counted(thing.heard, "piece of feedback,pieces of feedback")
    if isinstance(thing, Account):
        people = counted(getattr(thing, "contact_count", 0), "contact")
        parts = [thing.domain, thing.plan, people, heard]
    else:
        parts = [thing.email, str(thing.account or ""), thing.title, heard]
    return " · ".join(part for part in parts if part)


@require_POST
def undo_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a merge apart."""
    done = commands.undo_merge(actor=actor_of(request), at=timezone.now(), merge_id=pk)
    toast(request, "The merge is undone.")
    return redirect("account" if done.kind == RowKind.ACCOUNTS else "contact", done.into_id)


def _ids(request: HttpRequest) -> list[int]:
    given = [*request.GET.getlist("id"), *request.POST.getlist("id")]
    return [int(text) for text in given if is_id(text)]
