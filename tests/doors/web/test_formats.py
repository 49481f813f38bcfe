"""Numbers, money and time as a person says them."""

import datetime as dt
import html
import re
from decimal import Decimal

import pytest
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from sous.web import formats

NOW = dt.datetime(2026, 11, 22, 14, 0, tzinfo=dt.UTC)


def plain(text):
    """No-break spaces as spaces, to keep the tables below readable."""
    return text.replace(formats.NBSP, " ")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"),
        (7.25, "7.3"),
        (950, "950"),
        (4800, "4,800"),
        (9999.4, "9,999"),
        (9999.6, "10 k"),
        (48_123, "48 k"),
        (999_400, "999 k"),
        (999_600, "1 M"),
        (1_234_567, "1.2 M"),
        (12_345_678, "12 M"),
        (3_000_000_000, "3 bn"),
        (-48_123, "−48 k"),
        (None, ""),
        ("nothing", ""),
        (float("nan"), ""),
    ],
)
def test_compact_says_a_number_in_a_narrow_place(value, said):
    assert plain(formats.compact(value)) == said


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=2))
def test_compact_is_short_for_every_number(value):
    assert 1 <= len(formats.compact(value)) <= 11


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        (1_200_000, "EUR", "€ 1.2 M"),
        (Decimal("4800.00"), "USD", "$ 4,800"),
        (-5, "GBP", "−£ 5"),
        (10, "SEK", "SEK 10"),
        (0, "EUR", "€ 0"),
        (None, "EUR", ""),
    ],
)
def test_money_has_its_currency(amount, currency, said):
    assert plain(formats.money(amount, currency)) == said


def test_exact_money_has_cents():
    assert plain(formats.money(Decimal("1234567.5"), "EUR", exact=True)) == "€ 1,234,567.50"


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.124, "12 %"), (0, "0 %"), (0.001, "< 1 %"), (1, "100 %"), (-0.25, "−25 %"), (None, "")],
)
def test_percent_is_of_one_and_never_hides_something(share, said):
    assert plain(formats.percent(share)) == said


@pytest.mark.parametrize(
    ("share", "said"), [(0.12, "+12 %"), (-0.03, "−3 %"), (0, "0 %"), (2.2, "+220 %")]
)
def test_change_shows_its_sign(share, said):
    assert plain(formats.change(share)) == said


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (0, "account", "no accounts"),
        (1, "account", "1 account"),
        (1200, "account", "1,200 accounts"),
        (2, "reply", "2 replies"),
        (2, "survey", "2 surveys"),
        (2, "class", "2 classes"),
        (3, "person,people", "3 people"),
        (1, "person,people", "1 person"),
    ],
)
def test_counted_bends_the_noun(number, noun, said):
    assert plain(formats.counted(number, noun)) == said


@pytest.mark.parametrize(
    ("back", "said"),
    [
        (dt.timedelta(seconds=20), "just now"),
        (dt.timedelta(minutes=1), "1 minute ago"),
        (dt.timedelta(minutes=40), "40 minutes ago"),
        (dt.timedelta(hours=3), "3 hours ago"),
        (dt.timedelta(hours=20), "yesterday"),
        (dt.timedelta(days=1), "yesterday"),
        (dt.timedelta(days=3), "3 days ago"),
        (dt.timedelta(days=20), "2 Nov"),
        (dt.timedelta(days=400), "18 Oct 2025"),
        (-dt.timedelta(hours=2), "in 2 hours"),
        (-dt.timedelta(days=1), "tomorrow"),
        (-dt.timedelta(days=5), "in 5 days"),
    ],
)
def test_ago_says_when(back, said):
    assert formats.ago(NOW - back, NOW) == said


def test_ago_takes_days():
    assert formats.ago(dt.date(2026, 11, 22), NOW) == "today"
    assert formats.ago(dt.date(2026, 11, 19), NOW) == "3 days ago"


def test_moment_is_exact():
    assert formats.moment(NOW) == "Sun 22 November 2026, 14:00 UTC"


def test_highlight_marks_words_and_their_endings():
    marked = formats.highlighted("Exports fail. The export is slow.", "export")
    assert marked == "<mark>Exports</mark> fail. The <mark>export</mark> is slow."


def test_highlight_marks_positions():
    assert formats.highlighted("abcdef", [(1, 3), (2, 4), (40, 50)]) == "a<mark>bcd</mark>ef"


def test_highlight_escapes_what_people_wrote():
    marked = formats.highlighted("<script>alert('export')</script>", "export")
    assert marked == "&lt;script&gt;alert(&#x27;<mark>export</mark>&#x27;)&lt;/script&gt;"


def test_highlight_does_not_escape_twice():
    once = mark_safe("our accountant&#x27;s totals")
    assert formats.highlighted(once, "totals") == "our accountant&#x27;s <mark>totals</mark>"


@given(st.text(), st.text())
def test_highlight_loses_nothing(words, query):
    marked = formats.highlighted(words, query)
    assert html.unescape(re.sub(r"</?mark>", "", marked)) == html.unescape(
        re.sub(r"</?mark>", "", html.escape(words))
    )


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ana María Ruiz", "AR"), ("Cher", "CH"), ("jo@acme.example", "JE"), ("", "?"), (None, "?")],
)
def test_initials_are_at_most_two(name, letters):
    assert formats.initials(name) == letters
