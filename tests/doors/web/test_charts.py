"""Pictures: true to their numbers, readable without a screen, safe to embed."""

import datetime as dt
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sous.web.charts import mini
from sous.web.charts.bars import Bar, bars, sentiment
from sous.web.charts.heat import heat
from sous.web.charts.map import Box, Node, squarify, theme_map, theme_maps
from sous.web.charts.paint import DARK, LIGHT, MEANINGS, ROLES, Paint
from sous.web.charts.trend import Marker, Point, trend

MONDAY = dt.date(2026, 9, 7)
NASTY = '"><script>alert(1)</script>'


def weeks(*values, band=False):
    return [
        Point(MONDAY + dt.timedelta(weeks=i), v, v - 1 if band else None, v + 1 if band else None)
        for i, v in enumerate(values)
    ]


def pictures(paint, name="Exports"):
    return [
        trend(weeks(3, 9, 12, band=True), title=name, markers=[Marker(MONDAY, name)], paint=paint),
        trend([], title=name, paint=paint),
        bars([Bar(name, 12, href="/x"), Bar("Other", 0)], title=name, paint=paint),
        sentiment(positive=1, mixed=2, negative=7, title=name, paint=paint),
        heat([(name, [0, 4, 9])], ["a", "b", "c"], title=name, paint=paint),
        theme_map(
            [Node(name, 80, "/x", children=[Node("Child", 50), Node(name, 30)]), Node("B", 20)],
            title=name,
            paint=paint,
        ),
    ]


def parsed(svg):
    return ElementTree.fromstring(svg)


@pytest.mark.parametrize("scheme", ["page", "light", "dark"])
def test_every_picture_is_well_formed_and_says_what_it_shows(scheme):
    for picture in pictures(Paint(scheme)):
        root = parsed(picture.svg)
        first, second = list(root)[:2]
        assert [first.tag.split("}")[-1], second.tag.split("}")[-1]] == ["title", "desc"]
        assert root.attrib["aria-labelledby"].split() == [first.attrib["id"], second.attrib["id"]]


@pytest.mark.parametrize("scheme", ["page", "light"])
def test_names_cannot_break_out_of_a_picture(scheme):
    for picture in pictures(Paint(scheme), NASTY):
        assert "<script" not in picture.svg
        parsed(picture.svg)


def test_pictures_in_a_page_need_no_inline_style():
    for picture in pictures(Paint()):
        assert "style=" not in picture.svg
        assert "#" not in picture.svg.replace("&#", "")


def test_standalone_pictures_carry_their_colours():
    for scheme, colours in (("light", LIGHT), ("dark", DARK)):
        for picture in pictures(Paint(scheme)):
            assert colours["paper"] in picture.svg
            assert "fill-accent" not in picture.svg
            assert 'xmlns="http://www.w3.org/2000/svg"' in picture.svg


def test_both_schemes_know_every_role():
    tints = {f"{meaning}-tint" for meaning in MEANINGS}
    assert set(LIGHT) == set(DARK) == {*ROLES, *MEANINGS, *tints}


def test_the_same_picture_has_the_same_bytes():
    assert [p.svg for p in pictures(Paint())] == [p.svg for p in pictures(Paint())]


def test_trend_gives_its_numbers_as_a_table():
    picture = trend(weeks(3, 9.5, band=True), title="Items a week")
    assert picture.head == ("Week of", "Items", "Between")
    assert picture.rows == [("7 Sep", "3", "2 and 4"), ("14 Sep", "9.5", "8.5 and 10.5")]


def test_trend_leaves_out_what_lies_outside():
    early = Marker(MONDAY - dt.timedelta(days=3), "Too early")
    within = Marker(MONDAY + dt.timedelta(days=3), "Within")
    svg = trend(weeks(1, 2), title="t", markers=[early, within]).svg
    assert ("Too early" in svg, "Within" in svg) == (False, True)


def test_releases_close_together_stand_on_lines_of_their_own():
    markers = [
        Marker(MONDAY + dt.timedelta(days=i), f"REL-{i} A long enough name") for i in range(3)
    ]
    one = parsed(trend(weeks(1, 2, 3), title="t", markers=markers[:1]).svg)
    three = parsed(trend(weeks(1, 2, 3), title="t", markers=markers).svg)
    assert float(three.attrib["height"]) - float(one.attrib["height"]) == 32


def test_bars_begin_at_zero():
    picture = bars([Bar("A", 10), Bar("B", 5), Bar("C", 0)], title="t")
    widths = [
        rect.attrib["width"]
        for rect in parsed(picture.svg).iter("rect")
        if "fill-accent" in rect.attrib.get("class", "")
    ]
    assert widths == ["100%", "50%", "0%"]


def test_sentiment_shares_add_up():
    picture = sentiment(positive=25, mixed=25, negative=50)
    assert [row[2].replace("\u00a0", " ") for row in picture.rows] == ["50 %", "25 %", "25 %"]


def test_map_links_every_theme():
    nodes = [Node("A", 80, "/a", children=[Node("B", 50, "/b"), Node("C", 30, "/c")])]
    svg = parsed(theme_map(nodes, title="t").svg)
    assert [a.attrib["href"] for a in svg.iter("a")] == ["/a", "/b", "/c"]
    assert all(a.attrib["aria-label"] for a in svg.iter("a"))


def test_map_comes_for_a_wide_page_and_for_a_phone():
    wide, tall = theme_maps([Node("A", 3), Node("B", 1)], title="t")
    assert ("for-wide" in wide.svg, "for-phone" in tall.svg) == (True, True)
    assert wide.rows == tall.rows


sizes = st.lists(st.floats(0.5, 1000), min_size=1, max_size=60)


@given(sizes, st.floats(100, 2000), st.floats(100, 2000))
def test_squarify_fills_the_box_in_proportion(values, width, height):
    boxes = squarify(values, Box(0, 0, width, height))
    total = sum(values)
    for value, box in zip(values, boxes, strict=True):
        assert box.w * box.h == pytest.approx(value / total * width * height, rel=1e-6)
        assert box.x >= -1e-6 and box.x + box.w <= width * (1 + 1e-6)
        assert box.y >= -1e-6 and box.y + box.h <= height * (1 + 1e-6)


@given(st.lists(st.one_of(st.none(), st.floats(-5, 1e9)), max_size=60))
def test_sparkline_draws_any_history(values):
    root = parsed(mini.sparkline(values, label="weeks"))
    for point in root.iter("polyline"):
        ys = [float(pair.split(",")[1]) for pair in point.attrib["points"].split()]
        assert all(0 <= y <= mini.HEIGHT for y in ys)


def test_mini_pictures_are_hidden_from_screen_readers_unless_they_say_something():
    assert 'aria-hidden="true"' in mini.sparkline([1, 2])
    assert 'aria-label="1 to 2 a week"' in mini.sparkline([1, 2], label="1 to 2 a week")
    said = mini.sentiment_bar(1, 0, 3).replace("\u00a0", " ")
    assert 'aria-label="75 % negative, 25 % positive"' in said


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_sentiment_bar_stays_within_its_width(positive, mixed, negative, unknown):
    root = parsed(mini.sentiment_bar(positive, mixed, negative, unknown))
    ends = [float(r.attrib.get("x", 0)) + float(r.attrib["width"]) for r in root.iter("rect")]
    assert max(ends) <= 100.5
