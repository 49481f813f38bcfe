import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from sous.customers import commands, queries
from sous.customers.choices import ConsentPurpose, ConsentState, RowKind
from sous.customers.models import Account, Contact
from sous.feedback import queries as feedback
from sous.kernel.choices import Role
from sous.kernel.errors import Conflict, SousError
from sous.kernel.queries import comments_for, history_for
from sous.kernel.refs import pk_of, ref_for
from sous.shapes.feedback import ItemShape
from sous.web.actors import actor_of
from sous.web.customers.accounts import merges_shown
from sous.web.customers.filters import Chip, Option, query_with
from sous.web.customers.pages import rows_of
from sous.web.customers.said import SHOWN, counts_for, said_by
from sous.web.forms.customers import ContactForm
from sous.web.forms.refusals import add_refusal
from sous.web.toasts import toast


def contact_list(request: HttpRequest) -> HttpResponse:
    """All contacts: filtered, sorted, a page at a time."""
    actor = actor_of(request)
    order = request.GET.get("sort", "name")
    order = order if order in queries.CONTACT_ORDERS else "name"
    consent = request.GET.get("consent", "")
    consent = consent if consent in ConsentPurpose.values else ""
    home = request.GET.get("account", "")
    account = None
    if home.isdecimal() and len(home) < 19:
        account = queries.account(actor, int(home))
    words = request.GET.get("q", "")[:200]
    found = queries.contacts(
        actor,
        words=words,
        account_id=account.pk if account else None,
        consent=consent,
        homeless=home == "none",
    )
    page = rows_of(request, found, queries.CONTACT_ORDERS[order])
    heard = counts_for(actor, "contact_id", [contact.pk for contact in page.rows])
    for contact in page.rows:
        contact.heard = heard.get(contact.pk, 0)
    context = {
        "contacts": page.rows,
        "older": page.older,
        "newer": page.newer,
        "order": order,
        "total": found.order_by().count(),
        "chips": _chips(request, consent, account),
        "words": words,
        "narrowed": bool(words or consent or home),
        "may_edit": actor.has(Role.OPERATIONS),
    }
    return render(request, "customers/contacts.html", context)


def _chips(request: HttpRequest, consent: str, account: Account | None) -> list[Chip]:
    purposes = [
        Option(query_with(request, consent=value), label, current=value == consent)
        for value, label in ConsentPurpose.choices
    ]
    agreed = dict(ConsentPurpose.choices).get(consent, "")
    homeless = request.GET.get("account") == "none"
    no_account = Option(query_with(request, account="none"), "None", current=homeless)
    home = str(account) if account else "None" if homeless else ""
    without = query_with(request, account=None) if home else ""
    asked = query_with(request, consent=None) if consent else ""
    return [
        Chip("Agreed to", "handshake", str(agreed), asked, purposes),
        Chip("Account", "building-2", home, without, [no_account]),
    ]


def contact_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One contact: who they are, what they agreed to, what they said."""
    actor = actor_of(request)
    contact = queries.contact(actor, pk)
    if contact.merged_into_id:
        return redirect("contact", contact.merged_into_id)
    ref = ref_for(contact)
    said = said_by(actor, pk)
    context = {
        "contact": contact,
        "ref": ref,
        "consents": queries.consents(actor, contact),
        "states": ConsentState.choices,
        "said": said[:SHOWN],
        "said_query": f"contact={pk}",
        "said_total": said.order_by().count(),
        "properties": sorted(contact.properties.items()),
        "merges": merges_shown(actor, RowKind.CONTACTS, pk),
        "twins": queries.twins(actor, contact),
        "history": history_for(actor, ref)[:30],
        "comments": comments_for(actor, ref),
        "may_edit": actor.has(Role.OPERATIONS) and not contact.erased_at,
        "may_comment": actor.has(Role.CONTRIBUTOR),
    }
    return render(request, "customers/contact.html", context)


def new_contact(request: HttpRequest) -> HttpResponse:
    """Add a contact."""
    actor = actor_of(request)
    form = ContactForm(actor, request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.create_contact(actor=actor, at=timezone.now(), values=form.values())
        except SousError as error:
            _show(form, error)
            return _form(request, form, None, status=error.status)
        toast(request, f"Added {made}.")
        return redirect("contact", made.pk)
    return _form(request, form, None, status=422 if form.errors else 200)


def edit_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a contact; what was typed stays when somebody else was faster."""
    actor = actor_of(request)
    contact = queries.contact(actor, pk)
    form = ContactForm(actor, request.POST or None, initial=ContactForm.initial_of(contact))
    if request.method == "POST" and form.is_valid():
        try:
            commands.change_contact(
                actor=actor,
                at=timezone.now(),
                contact_id=pk,
                values=form.values(),
                version=form.version(),
            )
        except SousError as error:
            _show(form, error)
            if isinstance(error, Conflict):
                form.fresh = contact.version
            return _form(request, form, contact, status=error.status)
        toast(request, "Saved the contact.")
        return redirect("contact", pk)
    return _form(request, form, contact, status=422 if form.errors else 200)


@require_POST
def set_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what they said to one purpose."""
    commands.set_consent(
        actor=actor_of(request),
        at=timezone.now(),
        contact_id=pk,
        purpose=request.POST.get("purpose", ""),
        state=request.POST.get("state", ""),
        source=request.POST.get("source", ""),
    )
    toast(request, "Noted.")
    return redirect("contact", pk)


@require_POST
def export_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about a person as a file."""
    actor = actor_of(request)
    data = commands.export_contact(actor=actor, at=timezone.now(), contact_id=pk)
    ids = [pk_of(person["ref"], Contact) for person in data["contacts"]]
    said = feedback.items(actor).filter(contact_id__in=ids)
    data["feedback"] = [ItemShape.of(item).model_dump(mode="json") for item in said]
    body = json.dumps(data, ensure_ascii=False, indent=2)
    answer = HttpResponse(body, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="contact-{pk}.json"'
    return answer


@require_POST
def erase_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget who this is."""
    commands.erase_contact(actor=actor_of(request), at=timezone.now(), contact_id=pk)
    toast(request, "Erased. What they said stays, without a name.")
    return redirect("contact", pk)


def _show(form: ContactForm, error: SousError) -> None:
    fields = getattr(error, "fields", {})
    if "account_id" in fields:
        fields["account"] = fields.pop("account_id")
    add_refusal(form, error)


def _form(request: HttpRequest, form: ContactForm, contact: object, *, status: int) -> HttpResponse:
    return render(
        request, "customers/contact_form.html", {"form": form, "contact": contact}, status=status
    )
