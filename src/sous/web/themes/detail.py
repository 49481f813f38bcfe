"""One theme: what it is, how it went, who speaks, and every quote."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from scipy.stats import chi2

from sous.customers.models import Account
from sous.feedback.choices import Channel, Kind
from sous.insights import queries
from sous.insights.choices import ThemeState
from sous.insights.models import Theme, ThemeDay
from sous.kernel.paging import page_of
from sous.kernel.refs import ref_for
from sous.web.actors import actor_of
from sous.web.charts import bars
from sous.web.charts.picture import Picture
from sous.web.charts.trend import Point, trend
from sous.web.feedback.chips import LANGUAGES
from sous.web.themes.filters import chosen, link, quote_chips

WEEKS = 26
PAGE = 40


def theme(request: HttpRequest, pk: int) -> HttpResponse:
    """A theme's page; a merged theme leads to the one it is in now."""
    actor = actor_of(request)
    found = queries.theme(actor, pk)
    if found.state == ThemeState.MERGED and found.merged_into:
        return redirect("theme", found.merged_into.pk)
    as_found = request.GET.get("as") == "found"
    edits = list(queries.edits_of(found)[:20])
    accounts = page_of(queries.accounts_behind(found), ["-n", "pk"], size=8).rows
    children = list(queries.themes(actor).filter(parent=found)[:60]) if found.is_group else []
    quotes = queries.quotes_for([found])[found.pk]
    if not quotes:
        newest = page_of(queries.evidence(actor, found), queries.NEWEST_EVIDENCE, size=4)
        quotes = [row.item for row in newest.rows]
    context = {
        "theme": found,
        "ref": ref_for(found),
        "trend_chart": _trend(found, as_found),
        "as_found": as_found,
        "undated": queries.undated_of(found, timezone.now().date() - timedelta(weeks=WEEKS)),
        "reshaped": any(
            edit.kind in {"merge", "split", "move"} and not edit.undone_at for edit in edits
        ),
        "feeling": _feeling(found),
        "feeling_reader": _reader(queries.readers(actor)),
        "splits": _splits(found),
        "segments": queries.segment_split(found),
        "quotes": quotes,
        "placed": queries.placed_by(quotes),
        "accounts": accounts,
        "children": children,
        "related": queries.related_themes(found),
        "edits": edits,
        "emerging_accounts": _emerging_accounts(found),
        "sentences": _sentences(found),
    }
    return render(request, "themes/theme.html", context)


def _emerging_accounts(found: Theme) -> list[Account]:
    ids = found.emerging.get("accounts", [])[:6] if found.emerging_since else []
    return list(Account.objects.filter(pk__in=ids).order_by("name", "pk")) if ids else []


def _sentences(found: Theme) -> list[dict]:
    return [
        {
            "text": each["text"],
            "items": [(f"FB-{pk}", reverse("item", args=[pk])) for pk in each["items"]],
        }
        for each in found.summary
    ]


def _trend(found: Theme, as_found: bool) -> Picture:
    """Items a week with the interval in which chance alone moves such counts (Garwood 1936)."""
    end = queries.latest_said().date()
    since = end - timedelta(days=7 * WEEKS - 1)
    days = queries.days_as_found(found, since) if as_found else queries.days_of(found, since=since)
    counts = _weekly(days, end)
    points = []
    for back in range(WEEKS - 1, -1, -1):
        n = counts[back]
        low = float(chi2.ppf(0.05, 2 * n) / 2) if n else 0.0
        high = float(chi2.ppf(0.95, 2 * n + 2) / 2)
        start = end - timedelta(days=7 * back + 6)
        points.append(Point(start, n, round(low, 1), round(high, 1)))
    while len(points) > 8 and points[0].value == 0 and points[1].value == 0:
        points.pop(0)
    title = "Items a week, as Sous found them" if as_found else "Items a week"
    return trend(points, title=title)


def _weekly(days: list[ThemeDay], end: date) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    for day in days:
        counts[(end - day.day).days // 7] += day.n
    return counts


def _feeling(found: Theme) -> Picture | None:
    if not found.sentiment_counts or not any(found.sentiment_counts):
        return None
    negative, mixed, positive = (*found.sentiment_counts, 0, 0, 0)[:3]
    place = reverse("theme_quotes", args=[found.pk])
    links = {tone: f"{place}?tone={tone}" for tone in ("negative", "mixed", "positive")}
    title = _of_all("How it feels", negative + mixed + positive, found)
    return bars.sentiment(
        positive=positive, mixed=mixed, negative=negative, title=title, links=links
    )


def _reader(readers: list[queries.Reader]) -> queries.Reader | None:
    """What is known about the estimates of feeling."""
    return next((each for each in readers if each.name == "Feeling"), None)


def _of_all(title: str, known: int, found: Theme) -> str:
    """A chart's title, with how many of the theme's items it is about where that is not all."""
    return title if known >= found.size else f"{title} ({known:,} of {found.size:,})"


WORDS = {
    "channel": ("Where it was said", dict(Channel.choices)),
    "plan": ("Plans", {}),
    "product": ("Products", {}),
    "kind": ("Kinds", dict(Kind.choices)),
    "language": ("Languages", LANGUAGES),
}


def _splits(found: Theme) -> list[Picture]:
    """A chart for each dimension that tells anything."""
    made = []
    for dimension, (title, words) in WORDS.items():
        values = found.splits.get(dimension, {})
        if len(values) < 2:
            continue
        place = reverse("theme_quotes", args=[found.pk])
        rows = [
            bars.Bar(
                words.get(value, value),
                n,
                href=f"{place}?{dimension}={value}" if dimension in {"channel", "kind"} else "",
            )
            for value, n in list(values.items())[:5]
        ]
        title = _of_all(title, sum(values.values()), found)
        made.append(bars.bars(rows, title=title, value_name="Items"))
    return made


def quotes(request: HttpRequest, pk: int) -> HttpResponse:
    """Every quote of a theme, to read, filter, and put right."""
    actor = actor_of(request)
    found = queries.theme(actor, pk)
    account = request.GET.get("account", "")
    rows = queries.evidence(
        actor,
        found,
        chosen=chosen(request),
        words=request.GET.get("q", ""),
        tone=request.GET.get("tone", ""),
        kind=request.GET.get("kind", ""),
        account=int(account) if account.isdigit() and len(account) < 18 else None,
    )
    same = request.GET.get("same", "")
    if same.isdigit() and len(same) < 18:
        rows = queries.twins_of(actor, int(same)).filter(theme=found)
    else:
        same = ""
    if request.GET.get("by") == "doubt":
        page = page_of(rows, ["score", "-pk"], cursor=request.GET.get("cursor", ""), size=PAGE)
    else:
        order = queries.NEWEST_EVIDENCE
        page = page_of(rows, order, cursor=request.GET.get("cursor", ""), size=PAGE)
    named = Account.objects.filter(pk=account).first() if account.isdigit() else None
    context = {
        "theme": found,
        "ref": ref_for(found),
        "page": page,
        "q": request.GET.get("q", ""),
        "chips": quote_chips(request),
        "account": named,
        "no_account": link(request, account=""),
        "same": same,
        "no_same": link(request, same=""),
        "doubt": request.GET.get("by") == "doubt",
        "doubt_href": link(request, by="" if request.GET.get("by") else "doubt"),
        "older": link(request, cursor=page.next) if page.next else "",
        "newer": link(request, cursor=page.previous) if page.previous else "",
        "filtered": bool(set(request.GET) - {"cursor", "by"}),
    }
    return render(request, "themes/quotes.html", context)


def accounts(request: HttpRequest, pk: int) -> HttpResponse:
    """The accounts that speak about a theme."""
    actor = actor_of(request)
    found = queries.theme(actor, pk)
    cursor = request.GET.get("cursor", "")
    page = page_of(queries.accounts_behind(found), ["-n", "pk"], cursor=cursor, size=PAGE)
    context = {
        "theme": found,
        "ref": ref_for(found),
        "page": page,
        "older": link(request, cursor=page.next) if page.next else "",
        "newer": link(request, cursor=page.previous) if page.previous else "",
    }
    return render(request, "themes/accounts.html", context)
