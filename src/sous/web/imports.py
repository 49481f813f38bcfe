"""Bringing files of feedback in: upload, check, watch, undo."""

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from sous.engines.tables import LABELS
from sous.feedback import commands, queries
from sous.feedback.choices import IMPORT_BUSY, Channel, ImportState, RowOutcome
from sous.feedback.models import Import
from sous.feedback.queries.downloads import refused_file
from sous.kernel.choices import Role
from sous.kernel.errors import Invalid
from sous.kernel.paging import page_of
from sous.kernel.queries import history_for
from sous.kernel.refs import ref_for
from sous.organization.queries import products
from sous.web.actors import actor_of
from sous.web.feedback.acting import number
from sous.web.formats import counted, grouped
from sous.web.toasts import toast

PAGE = 50
STEPS = ["Choose a file", "Check", "Import"]
MAIN_FIELDS = ("text", "title", "created_at", "author_name", "author_email", "account_name",
               "rating", "source_id")  # fmt: skip
DATE_ORDERS = [("", "As recognised"), ("day", "Day before month"), ("month", "Month before day")]


def imports(request: HttpRequest) -> HttpResponse:
    """Bring a file, and what was brought before."""
    actor = actor_of(request)
    rows = queries.imports(actor)
    page = page_of(rows, ["-pk"], cursor=request.GET.get("cursor", ""), size=PAGE)
    context = {
        "imports": page.rows,
        "newer": f"?cursor={page.previous}" if page.previous else "",
        "older": f"?cursor={page.next}" if page.next else "",
        "may": actor.has(Role.OPERATIONS),
        "formats": queries.format_names(),
    }
    return render(request, "imports/list.html", context)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take a file, or what was pasted."""
    actor, now = actor_of(request), timezone.now()
    sent = request.FILES.get("file")
    pasted = request.POST.get("pasted", "")
    if isinstance(sent, UploadedFile):
        name, file = sent.name or "file", sent
    elif pasted.strip():
        name = "pasted.txt"
        file = ContentFile(pasted.encode("utf-8", "replace"), name=name)  # type: ignore[assignment]
    else:
        raise Invalid("Choose a file, or paste some rows.", {"file": "Nothing was chosen."})
    imported = commands.upload_import(actor=actor, at=now, name=name, file=file)
    return redirect("import", imported.pk)


def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One import, in whatever state it is."""
    actor = actor_of(request)
    imported = queries.import_by_id(actor, pk)
    context = {
        "imported": imported,
        "ref": ref_for(imported),
        "steps": STEPS,
        "step": _step(imported),
        "may": actor.has(Role.OPERATIONS),
        "busy": imported.state in IMPORT_BUSY,
        "format_label": queries.format_names().get(imported.format, imported.format),
        "formats": list(queries.format_names().items()),
        "history": list(history_for(actor, ref_for(imported))[:20]),
        "results": _results(imported),
        "reasons": sorted(imported.reasons.items(), key=lambda each: -each[1])[:12],
        **_progress(imported),
    }
    if imported.state in {ImportState.UPLOADED, ImportState.CHECKING, ImportState.CHECKED}:
        context |= {
            "fields": _fields(imported),
            "columns": [(column, column) for column in imported.columns],
            "channels": Channel.choices,
            "products": [(p.pk, p.name) for p in products(actor)],
            "date_orders": DATE_ORDERS,
            "date_order": {True: "day", False: "month"}.get(imported.mapping.get("day_first"), ""),
            "dated": "created_at" in imported.mapping.get("columns", {}),
            "preview": imported.preview,
        }
    if imported.state == ImportState.DONE:
        context["undo"] = queries.undo_facts(actor, imported)
    return render(request, "imports/import.html", context)


def _step(imported: Import) -> int:
    before = {ImportState.UPLOADED, ImportState.CHECKING, ImportState.CHECKED}
    return 2 if imported.state in before else 3 if imported.state == ImportState.RUNNING else 4


def _fields(imported: Import) -> list[dict[str, Any]]:
    """One row for each field that the file may fill: its column, why, and some cells."""
    mapping = imported.mapping
    if not mapping:
        return []
    chosen, reasons = mapping.get("columns", {}), mapping.get("reasons", {})
    found = []
    for name, label in LABELS.items():
        column = chosen.get(name, "")
        found.append(
            {
                "name": name,
                "label": label,
                "column": column,
                "why": reasons.get(name, "") if column else "",
                "samples": imported.samples.get(column, []),
                "main": name in MAIN_FIELDS or bool(column),
            }
        )
    return found


def _results(imported: Import) -> list[dict[str, Any]]:
    """The counts, each leading to its rows."""
    source = imported if imported.started_at else None
    expected = imported.expected if source is None else {}
    rows_url = reverse("import_rows", args=[imported.pk])
    words = {
        "new": ("New", f"{reverse('inbox')}?state=all&import={imported.pk}"),
        "updated": ("Updated", f"{rows_url}?outcome=updated"),
        "duplicate": ("Known already", f"{rows_url}?outcome=duplicate"),
        "refused": ("Refused", f"{rows_url}?outcome=refused"),
        "skipped": ("Left out", f"{rows_url}?outcome=skipped"),
    }
    found = []
    for name, (label, href) in words.items():
        value = getattr(source, name) if source else expected.get(name, 0)
        linked = href if source and value and imported.state != ImportState.UNDONE else ""
        found.append({"name": name, "label": label, "value": value, "href": linked})
    return found


def _progress(imported: Import) -> dict[str, Any]:
    """The bar of a running import: rows done, rows in all, and how fast."""
    job = imported.job
    if job is None or imported.state not in IMPORT_BUSY:
        return {"bar": None}
    words = {
        ImportState.CHECKING: "Counting the rows",
        ImportState.RUNNING: "Importing",
        ImportState.UNDOING: "Taking it out again",
    }
    detail = "Waiting for its turn"
    if job.total:
        detail = f"{grouped(job.done)} of {counted(job.total, 'row')}"
        seconds = (timezone.now() - job.started_at).total_seconds() if job.started_at else 0
        if seconds > 2 and job.done:
            speed = job.done / seconds
            left = max(0, int((job.total - job.done) / speed)) if speed else 0
            detail += f" · {grouped(int(speed))} a second · {_time_left(left)}"
    return {
        "bar": {
            "label": words[ImportState(imported.state)],
            "done": job.done if job.total else None,
            "total": job.total or 100,
            "detail": detail,
        }
    }


def _time_left(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} s left"
    return f"{seconds // 60} min left" if seconds < 3600 else f"{seconds // 3600} h left"


def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar by itself, asked for every second; at the end the page loads anew."""
    imported = queries.import_by_id(actor_of(request), pk)
    if imported.state not in IMPORT_BUSY:
        answer = HttpResponse("")
        answer["HX-Redirect"] = reverse("import", args=[pk])
        return answer
    return render(request, "imports/_bar.html", {"imported": imported, **_progress(imported)})


@require_POST
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct how the file is read."""
    actor = actor_of(request)
    imported = queries.import_by_id(actor, pk)
    posted = request.POST
    format_key = posted.get("format", imported.format)
    mapping = _posted_mapping(request, imported) if format_key == imported.format else None
    commands.choose_import(
        actor=actor,
        at=timezone.now(),
        import_id=pk,
        format_key=format_key,
        mapping=mapping,
        options={
            "channel": posted.get("channel", ""),
            "product_id": number(posted.get("product_id", "")),
        },
    )
    toast(request, "The file is read in the new way.")
    return redirect("import", pk)


def _posted_mapping(request: HttpRequest, imported: Import) -> dict[str, Any] | None:
    if not imported.mapping:
        return None
    columns = {
        name: column for name in LABELS if (column := request.POST.get(f"column-{name}", ""))
    }
    mapping = {**imported.mapping, "columns": columns}
    if order := request.POST.get("date_order"):
        mapping["day_first"] = order == "day"
    return mapping


@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to import."""
    commands.start_import(actor=actor_of(request), at=timezone.now(), import_id=pk)
    return redirect("import", pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an import out again."""
    commands.undo_import(
        actor=actor_of(request),
        at=timezone.now(),
        import_id=pk,
        keep_touched=request.POST.get("all") != "yes",
    )
    return redirect("import", pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a file that was not imported."""
    actor = actor_of(request)
    name = queries.import_by_id(actor, pk).name
    commands.discard_import(actor=actor, at=timezone.now(), import_id=pk)
    toast(request, f"Discarded {name}.")
    return redirect("imports")


def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows of a file that had one outcome."""
    actor = actor_of(request)
    imported = queries.import_by_id(actor, pk)
    outcome = request.GET.get("outcome", RowOutcome.REFUSED)
    found = queries.import_rows(actor, pk, outcome)
    page = page_of(found, ["pk"], cursor=request.GET.get("cursor", ""), size=PAGE)
    base = f"?outcome={outcome}"
    context = {
        "imported": imported,
        "outcome": RowOutcome(outcome),
        "rows": page.rows,
        "newer": f"{base}&cursor={page.previous}" if page.previous else "",
        "older": f"{base}&cursor={page.next}" if page.next else "",
    }
    return render(request, "imports/rows.html", context)


def refused(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The refused rows as a file, with their reasons."""
    name, pieces = refused_file(actor_of(request), pk)
    kind = "text/csv; charset=utf-8" if name.endswith(".csv") else "application/x-ndjson"
    answer = StreamingHttpResponse(pieces, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


urlpatterns = [
    path("imports/", imports, name="imports"),
    path("imports/new", imports, name="import_new"),
    path("imports/upload", upload, name="import_upload"),
    path("imports/<int:pk>", import_page, name="import"),
    path("imports/<int:pk>/progress", progress, name="import_progress"),
    path("imports/<int:pk>/choose", choose, name="import_choose"),
    path("imports/<int:pk>/start", start, name="import_start"),
    path("imports/<int:pk>/undo", undo, name="import_undo"),
    path("imports/<int:pk>/discard", discard, name="import_discard"),
    path("imports/<int:pk>/rows", rows, name="import_rows"),
    path("imports/<int:pk>/refused", refused, name="import_refused"),
]
