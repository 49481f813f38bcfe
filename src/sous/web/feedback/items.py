"""One item: what was said, by whom, what it means, and what happened to it."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from sous.customers.queries.find import find_accounts
from sous.feedback import commands, queries
from sous.feedback.choices import Channel, JudgedBy, Kind, Mood, TriageState
from sous.feedback.models import Item
from sous.insights.queries import membership_of, related_items
from sous.kernel.actors import Actor
from sous.kernel.choices import Role
from sous.kernel.commands import add_comment, attach_file, link_things
from sous.kernel.errors import Invalid, NotFound
from sous.kernel.models import Attachment
from sous.kernel.permissions import require_view
from sous.kernel.queries import attachments_for, comments_for, history_for, links_for
from sous.kernel.refs import parse_ref, path_for, ref_for
from sous.organization.models import Product
from sous.organization.queries import products
from sous.web.actors import actor_of
from sous.web.feedback.acting import back
from sous.web.feedback.chips import address, assignees
from sous.web.feedback.inbox import beside, filter_of
from sous.web.feedback.words import linked_text, marked_text
from sous.web.toasts import toast

SAID_BY = {
    JudgedBy.PERSON: "set by a person",
    JudgedBy.RATING: "from the rating",
    JudgedBy.MODEL: "estimated",
    JudgedBy.SOURCE: "from the source",
}
HISTORY = 30


def item_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One item, as a page or in the panel beside the list it was opened from."""
    return show_item(request, pk, request.GET.urlencode())


def show_item(request: HttpRequest, pk: int, query: str) -> HttpResponse:
    """The item; ``query`` is the filter of the list around it, for previous and next."""
    actor = actor_of(request)
    item = queries.item(actor, pk)
    chosen = filter_of(QueryDict(query))
    quotes = list(queries.quotes_of(actor, item))
    ref = ref_for(item)
    said_again = queries.repetitions(actor, item)
    membership = membership_of(pk)
    context = {
        "item": item,
        "ref": ref,
        "words": marked_text(item.text, quotes),
        "quotes": quotes,
        "query": address(chosen)[1:],
        "list_url": reverse("inbox") + address(chosen),
        "said_again": said_again,
        "times": said_again.number + 1,
        "versions": list(item.versions.all()),
        "voters": list(item.voters.select_related("contact")[:20]),
        "facts": _facts(item),
        "parts": [{**part, "html": linked_text(part.get("text", ""))} for part in item.parts[:200]],
        "comments": [(c, linked_text(c.text)) for c in comments_for(actor, ref)],
        "attachments": list(attachments_for(actor, ref)),
        "links": [(other, path_for(other), how) for other, how in links_for(actor, ref)],
        "history": list(history_for(actor, ref)[:HISTORY]),
        "kind_said": SAID_BY.get(JudgedBy(item.kind_by), ""),
        "mood_said": SAID_BY.get(JudgedBy(item.sentiment_by), ""),
        "theme": membership.theme if membership else None,
        "theme_by": membership.by if membership else "",
        "kinds": Kind.choices,
        "moods": Mood.choices,
        "states": TriageState.choices,
        "assignees": assignees(actor),
        "products": list(products(actor)),
        "may_triage": actor.has(Role.MANAGER),
        "may_comment": actor.has(Role.CONTRIBUTOR),
        **beside(item, chosen, actor),
    }
    return render(request, "feedback/item.html", context)


def _facts(item: Item) -> list[tuple[str, str]]:
    """What the source says beyond our own fields."""
    facts = [("Version", item.app_version)]
    facts += [
        (name.replace("_", " ").replace("-", " ").capitalize(), str(value)[:300])
        for name, value in item.properties.items()
        if value not in (None, "", [], {})
    ]
    return [(name, value) for name, value in facts if value][:24]


def related(request: HttpRequest, pk: int) -> HttpResponse:
    """What others say that is like it; fetched after the item itself."""
    actor = actor_of(request)
    item = queries.item(actor, pk)
    near = related_items(item)
    return render(request, "feedback/_related.html", {"near": near, "item": item})


def same(request: HttpRequest, pk: int) -> HttpResponse:
    """Everyone who said the same."""
    actor = actor_of(request)
    item = queries.item(actor, pk)
    rows = queries.duplicates_of(actor, item)[:200]
    context = {"item": item, "ref": ref_for(item), "rows": rows, "may": actor.has(Role.MANAGER)}
    return render(request, "feedback/same.html", context)


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something about it to colleagues."""
    ref = ref_for(queries.item(actor_of(request), pk))
    text = request.POST.get("text", "")
    add_comment(actor=actor_of(request), at=timezone.now(), ref=ref, text=text)
    return back(request, [pk])


@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a file with it."""
    ref = ref_for(queries.item(actor_of(request), pk))
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        raise Invalid("Choose a file.", {"file": "Choose a file."})
    attach_file(
        actor=actor_of(request),
        at=timezone.now(),
        ref=ref,
        name=file.name or "file",
        content_type=file.content_type or "application/octet-stream",
        file=file,
    )
    toast(request, f"Attached {file.name}.")
    return back(request, [pk])


def download(request: HttpRequest, pk: int) -> FileResponse:
    """An attachment, always as a download."""
    require_view(actor_of(request))
    found = Attachment.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such file.")
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)


@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Relate it to another thing, by ref."""
    actor = actor_of(request)
    target = request.POST.get("target", "").strip().upper()
    parse_ref(target)
    source = ref_for(queries.item(actor, pk))
    link_things(actor=actor, at=timezone.now(), source=source, target=target)
    toast(request, f"Linked to {target}.")
    return back(request, [pk])


class NewItemForm(forms.Form):
    """What a colleague heard. Only the words are needed."""

    text = forms.CharField(
        label="What was said",
        help_text="In their words, as far as you remember them.",
        widget=forms.Textarea(attrs={"rows": 6, "autofocus": True}),
        max_length=200_000,
    )
    author_email = forms.EmailField(label="Who said it: e-mail", required=False)
    author_name = forms.CharField(label="Who said it: name", required=False, max_length=200)
    account = forms.CharField(
        label="Account",
        required=False,
        max_length=200,
        help_text="The beginning of its name; left out, the e-mail address decides.",
    )
    channel = forms.ChoiceField(
        label="Where it was said", choices=Channel.choices, initial=Channel.SALES
    )
    product: forms.ModelChoiceField[Product] = forms.ModelChoiceField(
        label="Product", queryset=Product.objects.none(), required=False, empty_label="None"
    )
    url = forms.URLField(
        label="Link to the source", required=False, max_length=1000, assume_scheme="https"
    )
    rating = forms.ChoiceField(
        label="Rating",
        required=False,
        choices=[("", "None"), *((str(n), f"{n} of 5") for n in range(1, 6))],
    )
    tags = forms.CharField(
        label="Tags", required=False, max_length=400, help_text="Separated by commas."
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.fields["product"].queryset = products(actor)  # type: ignore[attr-defined]

    def clean_account(self) -> int | None:
        """The account's number from the beginning of its name, or from its ref."""
        words = self.cleaned_data["account"].strip()
        if not words:
            return None
        found = find_accounts(self.actor, words, 1)
        if not found:
            raise forms.ValidationError("No account is called that. Leave it out, or create it.")
        return parse_ref(found[0].ref)[1]


def new_item(request: HttpRequest) -> HttpResponse:
    """Write down what someone said."""
    actor = actor_of(request)
    form = NewItemForm(actor, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            item = commands.submit_item(
                actor=actor,
                at=timezone.now(),
                text=data["text"],
                channel=data["channel"],
                url=data["url"],
                author_name=data["author_name"],
                author_email=data["author_email"],
                account_id=data["account"],
                product_id=data["product"].pk if data["product"] else None,
                rating=float(data["rating"]) if data["rating"] else None,
                rating_scale=5.0 if data["rating"] else None,
                tags=data["tags"].split(","),
            )
        except Invalid as refusal:
            for name, words in refusal.fields.items():
                form.add_error(name if name in form.fields else None, words)
        else:
            href = reverse("item", args=[item.pk])
            toast(request, f"Added {ref_for(item)}.", href=href)
            again = "again" in request.POST
            return redirect("item_new" if again else href)
    status = 422 if form.errors else 200
    accounts = [hit.title for hit in find_accounts(actor, request.GET.get("account", ""), 12)]
    context = {"form": form, "accounts": accounts}
    return render(request, "feedback/new.html", context, status=status)
