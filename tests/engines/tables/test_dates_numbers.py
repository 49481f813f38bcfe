"""Dates and numbers as exports write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sous.engines.tables import (
    CellError,
    decide_dates,
    decide_decimal_comma,
    parse_moment,
    parse_money,
    parse_number,
    parse_rating,
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-03", utc(2024, 5, 3)),
        ("2024-05-03T10:20:30Z", utc(2024, 5, 3, 10, 20, 30)),
        ("2024-05-03T10:20:30.123456789Z", utc(2024, 5, 3, 10, 20, 30, 123456)),
        ("2024-05-03 10:20:30+02:00", utc(2024, 5, 3, 8, 20, 30)),
        ("2024-05-03 10:20 -0700", utc(2024, 5, 3, 17, 20)),
        ("2024-05-03 10:20:30 UTC", utc(2024, 5, 3, 10, 20, 30)),
        ("2024/5/3 9:05 PM", utc(2024, 5, 3, 21, 5)),
        ("20240503", utc(2024, 5, 3)),
        ("20240503T102030Z", utc(2024, 5, 3, 10, 20, 30)),
        ("11/May/24 03:26 PM", utc(2024, 5, 11, 15, 26)),
        ("14/Jul/25 12:42 AM", utc(2025, 7, 14, 0, 42)),
        ("6/21/2025 16:14", utc(2025, 6, 21, 16, 14)),
        ("21/6/2025 16:14", utc(2025, 6, 21, 16, 14)),
        ("21.06.2025", utc(2025, 6, 21)),
        ("21.6.25 16.14", utc(2025, 6, 21, 16, 14)),
        ("May 3, 2024 at 4:05 PM", utc(2024, 5, 3, 16, 5)),
        ("3rd May 2024", utc(2024, 5, 3)),
        ("Tue, 3 Jun 2008 11:05:30 GMT", utc(2008, 6, 3, 11, 5, 30)),
        ("3. März 2024", utc(2024, 3, 3)),
        ("3 février 2024 14h30", utc(2024, 2, 3, 14, 30)),
        ("3 de enero de 2024", utc(2024, 1, 3)),
        ("1714730400", utc(2024, 5, 3, 10)),
        ("1714730400000", utc(2024, 5, 3, 10)),
        ("1714730400.5", utc(2024, 5, 3, 10, 0, 0, 500000)),
        ("45415.5", utc(2024, 5, 3, 12)),
        (1714730400, utc(2024, 5, 3, 10)),
        (45415, utc(2024, 5, 3)),
        (date(2024, 5, 3), utc(2024, 5, 3)),
        (datetime(2024, 5, 3, 12, tzinfo=timezone(timedelta(hours=2))), utc(2024, 5, 3, 10)),
        ("", None),
        (None, None),
        ("N/A", None),
    ],
)
def test_moments_are_read(text: object, moment: datetime | None) -> None:
    assert parse_moment(text) == moment


@pytest.mark.parametrize(
    "text",
    ["soon", "2024-13-01", "31/02/2024", "25:00", "12", "0000-00-00", "1e30", "9" * 200, True,
     "2024-05-03 10:00 XYZ", "1066-10-14",
     "13:00 PM 2024-01-01", float("nan"), "99999999999999999999"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: object) -> None:
    with pytest.raises(CellError):
        parse_moment(text)


@given(st.datetimes(datetime(1971, 1, 1), datetime(2190, 1, 1)))  # noqa: DTZ001
def test_what_python_writes_is_read_back(moment: datetime) -> None:
    assert parse_moment(moment.isoformat()) == moment.replace(tzinfo=UTC)
    assert parse_moment(f"{moment:%d/%b/%y}"[:-2] + f"{moment:%Y %H:%M}") == moment.replace(
        second=0, microsecond=0, tzinfo=UTC
    )


@given(st.text(max_size=40) | st.floats() | st.integers())
def test_no_cell_breaks_the_parsers(cell: object) -> None:
    for parse in (parse_moment, parse_number):
        try:
            found = parse(cell)
        except CellError:
            continue
        assert found is None or isinstance(found, datetime | Decimal)


@pytest.mark.parametrize(
    ("samples", "day_first", "ambiguous"),
    [
        (["03/04/2025", "25/04/2025"], True, False),
        (["03/04/2025", "04/25/2025"], False, False),
        (["03/04/2025", "05/06/2025"], False, True),
        (["03.04.2025", "05.06.2025"], True, False),
        (["13/04/2025", "04/13/2025", "14/04/2025"], True, True),
        (["2025-04-03"], False, False),
        ([], False, False),
    ],
)
def test_the_day_order_is_decided_over_a_column(
    samples: list[str], day_first: bool, ambiguous: bool
) -> None:
    style = decide_dates(samples)
    assert (style.day_first, style.ambiguous) == (day_first, ambiguous)
    assert bool(style.why) == ("/" in "".join(samples) or "." in "".join(samples))


def test_the_decision_holds_for_the_ambiguous_values() -> None:
    style = decide_dates(["03/04/2025", "25/04/2025"])
    assert style.parse("03/04/2025") == utc(2025, 4, 3)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("1234", "1234", None),
        ("1,234.56", "1234.56", None),
        ("1.234,56", "1234.56", None),
        ("€ 1.234,56", "1234.56", "EUR"),
        ("1 234,50 €", "1234.50", "EUR"),
        ("1'234.50 CHF", "1234.50", "CHF"),
        ("$1,200/mo", "1200", "USD"),
        ("US$ 5m", "5000000", "USD"),
        ("12k", "12000", None),
        ("1.5k€", "1500", "EUR"),
        ("3,5", "3.5", None),
        ("1,234", "1234", None),
        ("1.234", "1.234", None),
        ("1.234.567", "1234567", None),
        ("-$5", "-5", "USD"),
        ("(5)", "-5", None),
        ("−3", "-3", None),
        ("45 %", "45", None),
        (".5", "0.5", None),
        ("2.5e3", "2500", None),
        (7.25, "7.25", None),
        ("R$ 99,90", "99.90", "BRL"),
    ],
)
def test_money_is_read(text: object, amount: str, currency: str | None) -> None:
    assert parse_money(text) == (Decimal(amount), currency)


@pytest.mark.parametrize("text", ["many", "1e999", "9" * 60, "1-2", "inf", float("inf"), "12 ft 3"])
def test_what_is_no_number_is_refused(text: object) -> None:
    with pytest.raises(CellError):
        parse_money(text)


def test_a_column_decides_what_a_value_cannot() -> None:
    assert decide_decimal_comma(["1.234", "99,50"]) is True
    assert decide_decimal_comma(["1,234", "99.50"]) is False
    assert decide_decimal_comma(["1.234", "12"]) is None
    assert parse_number("1.234", decimal_comma=True) == Decimal(1234)
    assert parse_number("1,234", decimal_comma=True) == Decimal("1.234")


@pytest.mark.parametrize(
    ("cell", "rating", "scale"),
    [
        ("4", 4, None),
        (4.5, "4.5", None),
        ("4/5", 4, 5),
        ("4,5 / 5", "4.5", 5),
        ("7 out of 10", 7, 10),
        ("3 von 5", 3, 5),
        ("★★★★☆", 4, 5),
        ("★★★", 3, 5),
        ("⭐️⭐️", 2, 5),
        ("5 stars", 5, None),
        ("", None, None),
    ],
)
def test_ratings_are_read(cell: object, rating: object, scale: int | None) -> None:
    wanted = None if rating is None else Decimal(str(rating))
    assert parse_rating(cell) == (wanted, scale)
