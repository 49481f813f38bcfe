"""What is asked of the application, and how: requests straight into its WSGI entrance."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.db.models import Model, QuerySet
from django.test import Client, RequestFactory
from django.utils import timezone

from sous.customers.models import Account, Contact
from sous.feedback.models import Import, Item, SavedView
from sous.insights.models import Theme
from sous.insights.queries.nearest import index_folder
from sous.kernel.actors import Actor
from sous.kernel.commands import create_token
from sous.kernel.models import JournalEntry, User
from sous.kernel.paging import _encode
from sous.project.wsgi import application


@dataclass(frozen=True)
class Ask:
    """One request."""

    path: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """A row of the table: the addresses that are asked in turn."""

    name: str
    paths: list[str]
    api: bool = False

    def at(self, n: int) -> Ask:
        path = self.paths[n % len(self.paths)]
        return Ask(path, _bearer() if self.api else _cookie())


@functools.cache
def _owner() -> User:
    return User.objects.get(email="owner@bench.example")


@functools.cache
def _cookie() -> dict[str, str]:
    client = Client()
    client.force_login(_owner())
    return {"cookie": f"sessionid={client.cookies['sessionid'].value}"}


@functools.cache
def _bearer() -> dict[str, str]:
    actor = Actor.for_user(_owner())
    _, secret = create_token(actor=actor, at=timezone.now(), name="bench", scope="admin")
    return {"authorization": f"Bearer {secret}"}


def settled(page: Page) -> Page:
    """The same with a slash at the end of each path where the application wants one."""
    if ask(page.at(0))[0] != 301:
        return page
    paths = [path.replace("?", "/?", 1) if "?" in path else f"{path}/" for path in page.paths]
    return replace(page, paths=paths)


def ask(each: Ask) -> tuple[int, int]:
    """Status and number of bytes of the answer."""
    request = RequestFactory(headers=each.headers).get(each.path)
    status = 0

    def start_response(line: str, headers: list[tuple[str, str]], _: Any = None) -> None:
        nonlocal status
        status = int(line.split()[0])

    body = application(request.environ, start_response)
    size = sum(len(piece) for piece in body)
    if hasattr(body, "close"):
        body.close()
    return status, size


@dataclass(frozen=True)
class Spent:
    """Milliseconds since some moment: by the clock, computing, and waiting for a processor.

    The last is time that other programs of a busy machine had: none of it belongs to the page.
    """

    wall: float
    busy: float
    queued: float
    backend: int = 0

    @property
    def own(self) -> float:
        """What the page takes where nobody else is computing."""
        return self.wall - self.queued

    def since(self, before: Spent) -> Spent | None:
        """The difference; None where another backend took over in between."""
        if self.backend != before.backend:
            return None
        busy, queued = self.busy - before.busy, self.queued - before.queued
        return Spent(self.wall - before.wall, busy, queued)


def spent() -> Spent:
    """Now, for this thread and for the database's backend where it is another process."""
    places, backend = ["/proc/thread-self/schedstat"], 0
    if connection.vendor == "postgresql" and connection.connection is not None:
        backend = connection.connection.info.backend_pid
        places.append(f"/proc/{backend}/schedstat")
    busy = queued = 0.0
    for place in places:
        try:
            ran, waited, _ = Path(place).read_text().split()
        except OSError:
            continue
        busy, queued = busy + int(ran) / 1e6, queued + int(waited) / 1e6
    return Spent(time.perf_counter() * 1000, busy, queued, backend)


@contextmanager
def _watching(watch: Callable[[str, Any, float], None]) -> Iterator[None]:
    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            watch(sql, params, (time.perf_counter() - began) * 1000)

    with connection.execute_wrapper(wrapper):
        yield


def count_queries(each: Ask) -> int:
    """How many queries a request makes."""
    return len(timed_queries(each))


def timed_queries(each: Ask) -> list[tuple[str, Any, float]]:
    """SQL, parameters and milliseconds of every query of a request."""
    found: list[tuple[str, Any, float]] = []
    with _watching(lambda sql, params, ms: found.append((sql, params, ms))):
        ask(each)
    return found


def plan_of(sql: str, params: Any) -> str:
    """How the database goes about a query."""
    word = "(ANALYZE, BUFFERS)" if connection.vendor == "postgresql" else "QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {word} {sql}", params)
        rows = cursor.fetchall()
    return "\n".join(f"    {row[-1]}" for row in rows)


def cursor_at(rows: QuerySet[Any], order: list[str], share: float) -> str:
    """The cursor of a page that far down a list."""
    total = rows.count()
    row: Model = rows.order_by(*order)[min(total - 1, int(total * share))]
    return _encode(order, row, False)


def pages() -> list[Page]:
    """Every page and list, with addresses spread over light and heavy things."""
    total = Item.objects.count()
    ids = [1 + n * (total - 1) // 24 for n in range(25)]
    heavy = list(Account.objects.order_by("-feedback_count")[:5].values_list("pk", flat=True))
    accounts = [*heavy, *(1 + n * 1_999 for n in range(10))]
    contacts = list(Contact.objects.order_by("-feedback_count")[:5].values_list("pk", flat=True))
    contacts += [2 + n * 5_999 for n in range(10)]
    themes = list(
        Theme.objects.filter(is_group=False).order_by("-size").values_list("pk", flat=True)
    )
    themes = [*themes[:5], *themes[5:150:15]]
    groups = list(Theme.objects.filter(is_group=True).values_list("pk", flat=True))
    newest = ["-said_at", "-pk"]
    deep = [cursor_at(Item.objects.all(), newest, share) for share in (0.5, 0.9, 0.999)]
    deep_new = [cursor_at(Item.objects.filter(state="new"), newest, share) for share in (0.5, 0.99)]
    member = User.objects.exclude(pk=_owner().pk).values_list("pk", flat=True)[0]
    views = list(SavedView.objects.values_list("pk", "query"))
    imports = list(Import.objects.values_list("pk", flat=True)[:10])
    journal = cursor_at(JournalEntry.objects.all(), ["-pk"], 0.9)
    words = [
        "invoice",
        "calendar sync error",
        "karator",
        "slow phone app",
        "password",
        "vat number",
    ]

    phrases = [f'"{each.split()[0]}"' for each in words]  # in quotes: words, and not meaning
    meaning = [
        Page("search: words and meaning", [f"/search?q={quote(each)}" for each in words]),
        Page("search: filtered", [f"/search?q={quote(each)}&channel=review" for each in words]),
    ]
    if not any(index_folder().iterdir()):
        meaning = []  # without its index, a million vectors would be read for the first search

    filters = {
        "deep page": [f"cursor={each}" for each in deep],
        "state": ["state=new", "state=reviewed", "state=archived", "state=spam"],
        "state, deep page": [f"state=new&cursor={each}" for each in deep_new],
        "two states": ["state=new,reviewed", "state=new,spam"],
        "channel": ["channel=review", "channel=social", "channel=interview"],
        "two channels": ["channel=review,social", "channel=social,interview"],
        "kind": ["kind=problem", "kind=question", "kind=none"],
        "mood": ["mood=negative", "mood=positive", "mood=none"],
        "language": ["language=en", "language=es"],
        "rating": ["rating=1", "rating=5", "rating=1,2"],
        "product": ["product=1", "product=12"],
        "account": [f"account={heavy[0]}", "account=19999"],
        "contact": [f"contact={contacts[0]}", f"contact={contacts[-1]}"],
        "segment": ["segment=1", "segment=2"],
        "assignee": ["assignee=me", f"assignee={member}", "assignee=none"],
        "import": ["import=1", "import=60"],
        "theme": [f"theme=TH-{themes[0]}", f"theme=TH-{themes[-1]}"],
        "tag": ["tag=vip", "tag=legal", "tag=nothing"],
        "dates": ["since=2025-06-01&until=2025-06-30", "until=2025-03-01"],
        "three filters": [
            "state=new&channel=review&kind=problem",
            "mood=negative&channel=sales&language=fr",
            "state=spam&channel=interview&mood=positive",
        ],
        "account and filter": [f"account={heavy[0]}&kind=praise", f"account={heavy[1]}&state=spam"],
        "words": [f"q={quote(each)}" for each in words],
        "words and filter": ["q=invoice&state=new", "q=calendar&channel=sales"],
        "oldest first": ["sort=oldest", "sort=oldest&state=spam"],
        "most votes first": ["sort=votes", "sort=votes&state=new", "sort=votes&channel=review"],
        "largest revenue first": ["sort=revenue", "sort=revenue&kind=problem"],
    }
    inbox, api = [
        [
            Page(f"{name}: {what}", [f"{path}?{query}" for query in queries], name[0] == "A")
            for what, queries in filters.items()
        ]
        for name, path in (("inbox", "/feedback/"), ("API feedback", "/api/v1/feedback/"))
    ]
    return [
        Page("home", ["/"]),
        Page("inbox", ["/feedback/"]),
        *inbox,
        Page("inbox: saved view", [f"/feedback/?view={pk}&{query}" for pk, query in views]),
        Page("item", [f"/feedback/{pk}" for pk in ids]),
        Page("themes: table", ["/themes/", "/themes/?sort=-revenue", "/themes/?sort=name"]),
        Page("themes: one product", ["/themes/?product=1", "/themes/?product=2"]),
        Page("themes: last 4 weeks", ["/themes/?period=28"]),
        Page("themes: map", ["/themes/map"]),
        Page("theme", [f"/themes/{pk}" for pk in themes]),
        Page("theme: group", [f"/themes/{pk}" for pk in groups]),
        Page("theme: words", [f"/themes/{pk}?q=lyon" for pk in themes]),
        Page("accounts", ["/customers/"]),
        Page(
            "accounts: sorted",
            [f"/customers/?sort={each}" for each in ("-revenue", "renewal", "-feedback")],
        ),
        Page("accounts: words", ["/customers/?q=mir", "/customers/?q=karator"]),
        Page("account", [f"/customers/accounts/{pk}" for pk in accounts]),
        Page("contacts", ["/customers/contacts"]),
        Page("contacts: words", ["/customers/contacts?q=amira", "/customers/contacts?q=zoe+kern"]),
        Page("contact", [f"/customers/contacts/{pk}" for pk in contacts]),
        Page("search: words", [f"/search?q={quote(each)}" for each in phrases]),
        Page("search: palette", [f"/search/palette?q={quote(each)}" for each in words]),
        *meaning,
        Page("imports", ["/imports/"]),
        Page("import", [f"/imports/{pk}" for pk in imports]),
        Page("audit log", ["/settings/audit"]),
        Page("audit log: deep page", [f"/settings/audit?cursor={journal}"]),
        Page(
            "audit log: one room", ["/settings/audit?room=feedback", "/settings/audit?room=kernel"]
        ),
        Page("audit log: one person", [f"/settings/audit?person={member}"]),
        Page("API feedback", ["/api/v1/feedback"], api=True),
        *api,
        Page("API feedback item", [f"/api/v1/feedback/FB-{pk}" for pk in ids], api=True),
        Page("API accounts", ["/api/v1/accounts"], api=True),
        Page("API contacts", ["/api/v1/contacts"], api=True),
        Page("API themes", ["/api/v1/themes"], api=True),
        Page("API theme", [f"/api/v1/themes/{pk}" for pk in themes], api=True),
        Page("API evidence", [f"/api/v1/themes/{pk}/evidence" for pk in themes], api=True),
        Page(
            "API search: words", [f"/api/v1/search?q={quote(each)}" for each in phrases], api=True
        ),
        Page("API imports", ["/api/v1/imports"], api=True),
        Page("API journal", ["/api/v1/journal"], api=True),
    ]
