from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from sous.customers import commands, queries
from sous.customers.choices import FileState, RowKind
from sous.customers.models import CustomerFile
from sous.customers.rules.columns import labels_for
from sous.engines.tables import Refusal, TableError, refused_file
from sous.kernel.choices import Role
from sous.kernel.errors import SousError
from sous.web.actors import actor_of
from sous.web.toasts import toast


def files(request: HttpRequest) -> HttpResponse:
    """Bring a file of accounts or contacts; what came before."""
    actor = actor_of(request)
    context = {
        "files": queries.files(actor)[:20],
        "may_edit": actor.has(Role.OPERATIONS),
        "kinds": [("", "Tell by the columns"), *RowKind.choices],
    }
    status = 200
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            context["error"], status = "Choose a file first.", 422
        else:
            try:
                kept = commands.add_customer_file(
                    actor=actor,
                    at=timezone.now(),
                    name=upload.name or "file",
                    content=upload,
                    kind=request.POST.get("kind", ""),
                )
            except SousError as error:
                context["error"], status = error.message, error.status
            else:
                return redirect("customer-file", kept.pk)
    return render(request, "customers/files.html", context, status=status)


def file_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One file: its columns to correct and what will happen, or how far it is."""
    actor = actor_of(request)
    kept = queries.file(actor, pk)
    context: dict[str, object] = {"may_edit": actor.has(Role.OPERATIONS)}
    status = 200
    if request.method == "POST":
        chosen = {name: request.POST.get(name, "") for name in labels_for(kept.kind)}
        try:
            kept = commands.map_customer_file(
                actor=actor,
                at=timezone.now(),
                file_id=pk,
                mapping=chosen,
                kind=request.POST.get("kind", ""),
            )
        except SousError as error:
            context["error"], status = error.message, error.status
    context |= _shown(kept)
    return render(request, "customers/file.html", context, status=status)


def _shown(kept: CustomerFile) -> dict[str, object]:
    shown: dict[str, object] = {
        "file": kept,
        "checking": kept.state == FileState.UPLOADED,
        "refusals": kept.refusals[:10],
        "fresh": kept.created + kept.updated,
    }
    if kept.state == FileState.UPLOADED:
        try:
            samples = queries.samples_of(kept)
        except TableError:
            samples = {}
        options = [(column, column) for column in kept.columns]
        shown["columns"] = options
        shown["fields"] = [
            (name, label, kept.mapping.get(name, ""), samples.get(kept.mapping.get(name, ""), []))
            for name, label in labels_for(kept.kind).items()
        ]
        used = set(kept.mapping.values())
        shown["left_over"] = [column for column in kept.columns if column not in used]
    return shown


@require_POST
def start_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Import in the background."""
    commands.start_customer_file(actor=actor_of(request), at=timezone.now(), file_id=pk)
    return redirect("customer-file", pk)


@require_POST
def drop_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a file that was not imported."""
    commands.drop_customer_file(actor=actor_of(request), at=timezone.now(), file_id=pk)
    toast(request, "The file is dropped; nothing was written.")
    return redirect("customer-files")


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the import is, asked for again and again."""
    kept = queries.file(actor_of(request), pk)
    answer = render(request, "customers/_progress.html", {"file": kept})
    if kept.state != FileState.RUNNING:
        answer["HX-Refresh"] = "true"
    return answer


def refused(request: HttpRequest, pk: int) -> HttpResponse:
    """The refused rows with a reason each, to mend and bring again."""
    kept = queries.file(actor_of(request), pk)
    rows = [Refusal(line, reason, raw) for line, reason, raw in kept.refusals]
    body = refused_file(rows, columns=kept.columns)
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="refused-{pk}.csv"'
    return answer
