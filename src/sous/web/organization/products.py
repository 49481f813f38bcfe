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
from sous.web.forms.organization import AreaForm, ThingForm
from sous.web.forms.refusals import add_refusal
from sous.web.toasts import toast


def products(request: HttpRequest) -> HttpResponse:
    """Products with their areas; a form for another."""
    actor = actor_of(request)
    form = ThingForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = commands.create_product(actor=actor, at=timezone.now(), **form.cleaned_data)
            except SousError as error:
                add_refusal(form, error)
                status = error.status
            else:
                toast(request, f"Created {made}.")
                return redirect("product", made.pk)
    context = {
        "products": queries.products_with_areas(actor),
        "archived": queries.products(actor, archived=True),
        "form": form,
        "may_edit": actor.has(Role.OPERATIONS),
    }
    return render(request, "organization/products.html", context, status=status)


def product(request: HttpRequest, pk: int) -> HttpResponse:
    """One product: its name, its areas, what happened to it."""
    actor = actor_of(request)
    found = queries.product(actor, pk)
    initial = {"name": found.name, "description": found.description}
    form = ThingForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                commands.change_product(
                    actor=actor,
                    at=timezone.now(),
                    product_id=pk,
                    version=version_in(request),
                    **form.cleaned_data,
                )
            except SousError as error:
                add_refusal(form, error)
                status = error.status
            else:
                toast(request, f"Saved {form.cleaned_data['name']}.")
                return redirect("product", pk)
    return _product(request, pk, form, AreaForm(actor), status=status)


def _product(
    request: HttpRequest, pk: int, form: Form, area_form: Form, *, status: int
) -> HttpResponse:
    actor = actor_of(request)
    found = queries.product(actor, pk)
    context = {
        "product": found,
        "form": form,
        "area_form": area_form,
        "areas": queries.areas(actor, product_id=pk),
        "archived": queries.areas(actor, product_id=pk, archived=True),
        "history": history_for(actor, ref_for(found))[:20],
        "may_edit": actor.has(Role.OPERATIONS),
    }
    return render(request, "organization/product.html", context, status=status)


@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a product into the archive, or take it out."""
    act: dict[str, Any] = {"actor": actor_of(request), "at": timezone.now(), "product_id": pk}
    if request.POST.get("restore") or "restore" in request.GET:
        toast(request, f"Restored {commands.restore_product(**act)}.")
        return redirect("product", pk)
    done = commands.archive_product(**act)
    undo = reverse("archive-product", args=[pk]) + "?restore=yes"
    toast(request, f"Archived {done}. What was said about it stays.", undo=undo)
    return redirect("products")


@require_POST
def add_area(request: HttpRequest, pk: int) -> HttpResponse:
    """Make an area of a product."""
    actor = actor_of(request)
    found = queries.product(actor, pk)
    form = AreaForm(actor, request.POST)
    status = 422
    if form.is_valid():
        try:
            made = commands.create_area(
                actor=actor,
                at=timezone.now(),
                product_id=pk,
                name=form.cleaned_data["name"],
                team_id=form.team_id() or None,
            )
        except SousError as error:
            add_refusal(form, error)
            status = error.status
        else:
            toast(request, f"Created the area {made}.")
            return redirect("product", pk)
    shown = ThingForm(initial={"name": found.name, "description": found.description})
    return _product(request, pk, shown, form, status=status)


def area(request: HttpRequest, pk: int) -> HttpResponse:
    """One area: its name and its team."""
    actor = actor_of(request)
    found = queries.area(actor, pk)
    initial = {"name": found.name, "team": found.team_id or ""}
    form = AreaForm(actor, request.POST or None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                commands.change_area(
                    actor=actor,
                    at=timezone.now(),
                    area_id=pk,
                    name=form.cleaned_data["name"],
                    team_id=form.team_id(),
                    version=version_in(request),
                )
            except SousError as error:
                add_refusal(form, error)
                status = error.status
            else:
                toast(request, f"Saved the area {form.cleaned_data['name']}.")
                return redirect("product", found.product_id)
    context = {
        "area": found,
        "form": form,
        "history": history_for(actor, ref_for(found))[:20],
        "may_edit": actor.has(Role.OPERATIONS),
    }
    return render(request, "organization/area.html", context, status=status)


@require_POST
def archive_area(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an area into the archive, or take it out."""
    act: dict[str, Any] = {"actor": actor_of(request), "at": timezone.now(), "area_id": pk}
    if request.POST.get("restore"):
        done = commands.restore_area(**act)
        toast(request, f"Restored the area {done}.")
    else:
        done = commands.archive_area(**act)
        toast(request, f"Archived the area {done}. It is kept under its product.")
    return redirect("product", done.product_id)


def version_in(request: HttpRequest) -> int | None:
    """The version the reader saw, from a hidden field."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
