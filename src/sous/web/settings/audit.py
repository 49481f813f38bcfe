"""The audit log: the journal, read as a list or taken away as a file."""

import csv
import io
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from sous.engines.tables import guard
from sous.kernel import queries
from sous.kernel.models import JournalEntry
from sous.kernel.paging import page_of
from sous.kernel.permissions import require_operate
from sous.kernel.refs import path_for
from sous.web.actors import actor_of

PAGE = 50
ROOMS = {
    "kernel": "People and tokens",
    "organization": "Products and teams",
    "customers": "Customers",
    "feedback": "Feedback",
    "insights": "Themes",
}


def audit(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first."""
    actor = actor_of(request)
    require_operate(actor, "read the audit log")
    room = request.GET.get("room", "")
    person = request.GET.get("person", "")
    entries = queries.journal(actor, kind=room, user_id=_number(person))
    page = page_of(entries, ["-pk"], cursor=request.GET.get("cursor", ""), size=PAGE)
    rows = [(entry, path_for(entry.subject) if entry.subject else "") for entry in page.rows]
    context = {
        "rows": rows,
        "page": page,
        "newer_url": _url(request, page.previous),
        "older_url": _url(request, page.next),
        "room": room,
        "room_options": [("", "Everything"), *ROOMS.items()],
        "person": person,
        "person_options": [
            ("", "Everyone"),
            *((p.pk, str(p)) for p in queries.people(actor)[:200]),
        ],
    }
    return render(request, "settings/audit.html", context)


def _url(request: HttpRequest, cursor: str) -> str:
    if not cursor:
        return ""
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"?{query.urlencode()}"


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) < 18 else None


def export(request: HttpRequest) -> StreamingHttpResponse:
    """The whole log as CSV, streamed."""
    actor = actor_of(request)
    require_operate(actor, "export the audit log")
    entries = queries.journal(actor, kind=request.GET.get("room", ""))
    response = StreamingHttpResponse(_lines(entries.iterator(chunk_size=2000)), "text/csv")
    response["Content-Disposition"] = 'attachment; filename="sous-audit.csv"'
    return response


def _lines(entries: Iterator[JournalEntry]) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["id", "at", "kind", "actor", "subject", "what"])
    for entry in entries:
        row = [entry.pk, entry.at.isoformat(), entry.kind, guard(entry.actor_name)]
        writer.writerow([*row, entry.subject, guard(entry.line)])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
