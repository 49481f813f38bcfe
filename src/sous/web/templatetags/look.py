"""The words and small pictures every template may use: `{% load look %}`."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.http import QueryDict
from django.template.defaultfilters import stringfilter
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from lucide import IconDoesNotExist
from lucide.jinja import lucide

from sous.web import formats
from sous.web.charts import mini
from sous.web.toasts import Toast, read

register = template.Library()

CURSORS = ("after", "before", "cursor", "page")

CHANNEL_ICONS = {
    "email": "mail",
    "chat": "message-circle",
    "call": "phone",
    "phone": "phone",
    "meeting": "users",
    "ticket": "ticket",
    "support": "headset",
    "review": "star",
    "store": "smartphone",
    "app_review": "smartphone",
    "survey": "clipboard-list",
    "forum": "messages-square",
    "community": "messages-square",
    "portal": "lightbulb",
    "board": "lightbulb",
    "issue": "circle-dot",
    "github": "circle-dot",
    "social": "at-sign",
    "sales": "handshake",
    "interview": "mic",
    "import": "file-text",
    "web": "globe",
    "api": "plug",
    "note": "file-text",
}


@functools.lru_cache(maxsize=512)
def _icon(name: str, size: int, extra: str) -> SafeString:
    classes = f"icon {extra}".strip()
    try:
        svg = lucide(name, size=size, **{"class": classes, "aria-hidden": "true"})
    except IconDoesNotExist:
        svg = lucide("circle", size=size, **{"class": classes, "aria-hidden": "true"})
    return mark_safe(" ".join(svg.split()))  # noqa: S308  (drawn by the icon package)


@register.simple_tag
def icon(name: str, size: int = 16, css: str = "") -> SafeString:
    """A Lucide icon, drawn inline and hidden from screen readers: the word stands beside it."""
    return _icon(str(name), int(size), css)


@register.simple_tag
def channel_icon(channel: object) -> SafeString:
    """The icon of a feedback channel; a speech bubble where the channel has none of its own."""
    key = str(channel or "").lower().replace(" ", "_").replace("-", "_")
    return _icon(CHANNEL_ICONS.get(key, "message-square"), 14, "")


@register.filter
def attributes(attrs: Mapping[str, Any]) -> SafeString:
    """A component's remaining attributes as HTML, quotes escaped; False and None leave one out."""
    given = attrs.attrs_dict() if hasattr(attrs, "attrs_dict") else attrs
    pieces = []
    for key, value in given.items():
        if value is False or value is None:
            continue
        if value is True:
            pieces.append(f" {key}")
            continue
        # What came through {{ }} is escaped already; quotes and brackets are the way out of here.
        text = str(value).replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;")
        pieces.append(f' {key}="{text}"')
    return mark_safe("".join(pieces))  # noqa: S308


@register.filter
def money(amount: object, currency: str = "EUR") -> str:
    """`{{ account.revenue|money:account.currency }}` → "€ 1.2 M".

    Objects with an amount and a currency of their own work too.
    """
    if hasattr(amount, "amount"):
        return formats.money(amount.amount, str(getattr(amount, "currency", "") or currency))
    return formats.money(amount, currency)


@register.filter
def money_exact(amount: object, currency: str = "EUR") -> str:
    """The same to the cent, for a tooltip or an export."""
    if hasattr(amount, "amount"):
        return formats.money(
            amount.amount, str(getattr(amount, "currency", "") or currency), exact=True
        )
    return formats.money(amount, currency, exact=True)


@register.filter
def count(number: object, noun: str) -> str:
    """`{{ n|count:"account" }}` → "12 accounts"; `{{ n|count:"person,people" }}`."""
    if hasattr(number, "__len__") and not isinstance(number, str):
        number = len(number)
    return formats.counted(number, noun)


@register.filter
def grouped(number: object) -> str:
    """1234567 → "1,234,567"."""
    return formats.grouped(number)


@register.filter
def compact(number: object) -> str:
    """48123 → "48 k"."""
    return formats.compact(number)


@register.filter
def percent(share: object, digits: int = 0) -> str:
    """A share of one: 0.124 → "12 %"."""
    return formats.percent(share, int(digits))


@register.filter
def change(share: object) -> str:
    """A share of one as a change: 0.12 → "+12 %"."""
    return formats.change(share)


@register.filter
def highlight(text: object, what: Any) -> SafeString:
    """`{{ item.text|highlight:query }}`: the words of the query, or given positions, marked."""
    return formats.highlighted(text, what or "")


@register.filter
def when(value: dt.datetime | dt.date | None) -> SafeString:
    """A `<time>`: relative, with the exact moment on hover."""
    if not value:
        return mark_safe("")
    return format_html(
        '<time class="when" datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        formats.moment(value),
        formats.ago(value),
    )


@register.filter
def day(value: dt.datetime | dt.date | None) -> SafeString:
    """A `<time>` that shows the day: "12 Nov"."""
    if not value:
        return mark_safe("")
    return format_html(
        '<time class="when" datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        formats.moment(value),
        formats.day(value),
    )


@register.filter
def initials(name: object) -> str:
    """Two letters for an avatar."""
    return formats.initials(name)


@register.filter
def tone(name: object) -> int:
    """1 to 4: the avatar's colour, always the same for one name."""
    return formats.tone(name)


@register.filter
@stringfilter
def host(url: str) -> str:
    """ "https://support.acme.com/tickets/7" → "support.acme.com"."""
    return url.split("//", 1)[-1].split("/", 1)[0].removeprefix("www.")


@register.simple_tag
def sparkline(values: Iterable[float | int | None], label: str = "", tone: str = "") -> SafeString:
    """A line the height of a word; `label` says it in words for those who cannot see it."""
    return mini.sparkline(values, label=label, tone=tone)


@register.simple_tag
def bar(value: float, maximum: float, label: str = "", tone: str = "") -> SafeString:
    """A zero-based bar for a table cell: its length is value of maximum."""
    return mini.bar(value, maximum, label=label, tone=tone)


@register.simple_tag
def sentiment_bar(positive: float, mixed: float, negative: float, unknown: float = 0) -> SafeString:
    """How a set of items feels, as one stacked bar that says its shares to screen readers."""
    return mini.sentiment_bar(positive, mixed, negative, unknown)


@register.filter
def feelings(counts: Sequence[int] | None, size: int = 0) -> SafeString:
    """The same of [negative, mixed, positive] among `size`; nothing where none is known."""
    negative, mixed, positive = (*(counts or ()), 0, 0, 0)[:3]
    known = negative + mixed + positive
    if not known:
        return mark_safe("")
    return mini.sentiment_bar(positive, mixed, negative, max(0, size - known))


@register.simple_tag(takes_context=True)
def sort_query(context: template.Context, param: str, value: str) -> str:
    """The address of this page in another order, back at its first rows."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else QueryDict(mutable=True)
    for cursor in CURSORS:
        query.pop(cursor, None)
    query[param] = value
    return f"?{query.urlencode()}"


@register.simple_tag
def trend_direction(change: float, low: float | None = None, high: float | None = None) -> str:
    """ "up", "down", or "level" where the interval leaves room for nothing having changed."""
    if low is not None and high is not None and low <= 0 <= high:
        return "level"
    return "up" if change > 0 else "down" if change < 0 else "level"


@register.simple_tag
def trend_interval(low: float | None, high: float | None) -> str:
    """ "between +31 % and +98 %", or nothing where no interval is known."""
    if low is None or high is None:
        return ""
    return f"between {formats.change(low)} and {formats.change(high)}"


@register.simple_tag
def state_shape(shape: str) -> SafeString:
    """The small round picture beside a state's word."""
    return mini.state_shape(shape)


@register.filter
def as_toast(message: Message) -> Toast:
    """A stored message with its undo address and link."""
    return read(message)
