"""The parts every page is made of: safe with any text, within the policy, legible."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.session import SessionStorage
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from sous.web import nav, styleguide
from sous.web.context import Shell
from sous.web.toasts import Toast, read, toast

WEB = Path(styleguide.__file__).parent
CSS = WEB / "static" / "sous" / "css"
NASTY = '"><script>alert("x")</script>\' onclick=\'y'


@pytest.fixture
def guide(settings, owner_client):
    """The style guide, which only shows itself to developers."""
    settings.DEBUG = True
    return owner_client


def render(source, **context):
    compiled = CottonCompiler().process("{% load look %}" + source)
    return Template(compiled).render(Context(context))


# ---- the policy ----


@pytest.mark.parametrize("page", sorted(set(styleguide.PAGES)))
def test_no_page_needs_inline_styles_or_scripts(guide, page):
    response = guide.get(f"/styleguide/{page}/" if page else "/styleguide/")
    words = response.content.decode()
    assert response.status_code == 200
    assert re.findall(r'\sstyle="|<style|\son[a-z]+="|javascript:', words) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", words) == []


def test_no_template_brings_styles_or_scripts_of_its_own():
    found = {
        str(path.relative_to(WEB)): hits
        for path in WEB.rglob("*.html")
        if (hits := re.findall(r'\sstyle="|<style|\son[a-z]+="', path.read_text()))
    }
    assert found == {}


def test_the_style_guide_is_for_developers_only(owner_client):
    assert owner_client.get("/styleguide/").status_code == 404


def test_every_component_is_documented_and_shown():
    names = {
        path.stem.replace("_", "-")
        for path in (WEB / "templates" / "cotton").glob("*.html")
        if not path.stem.startswith("_")
    }
    documented = (WEB.parents[2] / "docs" / "reference" / "components.md").read_text()
    shown = "".join(path.read_text() for path in (WEB / "templates" / "styleguide").glob("*.html"))
    assert {name for name in names if name not in documented} == set()
    assert {name for name in names if f"<c-{name}" not in shown} == SHOWN_BY_TAG


SHOWN_BY_TAG = {"avatar", "bar", "sentiment-bar", "sparkline", "form-errors"} - {"avatar"}


# ---- safe with any text ----

WITH_TEXT = [
    '<c-button title="{{ x }}">{{ x }}</c-button>',
    '<c-button :title="x" :data-note="x">go</c-button>',
    '<c-icon-button icon="x" label="{{ x }}" />',
    '<c-badge :title="x">{{ x }}</c-badge>',
    '<c-chip label="{{ x }}" value="{{ x }}" remove="?" />',
    '<c-field label="{{ x }}" name="a" value="{{ x }}" help="{{ x }}" error="{{ x }}" />',
    '<c-select label="a" name="a" :options="pairs" value="{{ x }}" />',
    '<c-textarea label="a" name="a" value="{{ x }}" />',
    '<c-quote text="{{ x }}" highlight="script" customer="{{ x }}" channel="{{ x }}" />',
    '<c-quote :text="x" :highlight="marks" :customer="x" />',
    '<c-account-chip name="{{ x }}" />',
    '<c-stack-item title="{{ x }}" note="{{ x }}" />',
    '<c-history-entry who="{{ x }}">did it</c-history-entry>',
    '<c-comment who="{{ x }}" text="{{ x }}" />',
    '<c-toast undo="{{ x }}">{{ x }}</c-toast>',
    '<c-empty title="{{ x }}">{{ x }}</c-empty>',
    '<c-page-header title="{{ x }}" />',
]


@pytest.mark.parametrize("source", WITH_TEXT)
def test_text_stays_text(source):
    seen = Seen()
    seen.feed(render(source, x=NASTY, pairs=[(NASTY, NASTY)], marks=["alert"]))
    assert seen.scripts == 0
    assert {name for name in seen.attributes if name.startswith("on")} == set()


class Seen(HTMLParser):
    """The tags and attributes that a browser would see."""

    def __init__(self):
        super().__init__()
        self.scripts = 0
        self.attributes = set()

    def handle_starttag(self, tag, attrs):
        self.scripts += tag == "script"
        self.attributes |= {name for name, _ in attrs}


def test_a_value_in_quotes_cannot_become_an_attribute():
    words = render('<c-badge :title="x">a</c-badge>', x='"a" onclick="b"')
    assert 'title="&quot;a&quot; onclick=&quot;b&quot;"' in words


def test_escaped_text_is_not_escaped_again():
    words = render('<c-quote text="{{ x }}" highlight="totals" />', x="our accountant's totals")
    assert "our accountant&#x27;s <mark>totals</mark>" in words


# ---- single parts ----


def test_a_button_with_an_address_is_a_link():
    assert render('<c-button href="/a">Go</c-button>').strip().startswith('<a href="/a"')
    assert render("<c-button>Go</c-button>").strip().startswith('<button type="submit"')


def test_parts_do_not_take_values_from_the_page_around_them():
    words = render("<c-button>Go</c-button>", icon="x", href="/wrong", key="q", wide="true")
    assert ("/wrong" in words, "<svg" in words, "data-key" in words) == (False, False, False)


def test_a_column_sorts_the_other_way_when_pressed_again():
    def href(order):
        request = RequestFactory().get("/themes/", {"sort": order, "after": "c9", "plan": "free"})
        words = render(
            '<c-th sort="size" order="{{ order }}">Items</c-th>', request=request, order=order
        )
        return re.search(r'href="([^"]+)"', words)[1].replace("&amp;", "&")

    assert href("size") == "?sort=-size&plan=free"
    assert href("-size") == "?sort=size&plan=free"


def test_sorted_columns_say_so():
    assert 'aria-sort="descending"' in render('<c-th sort="size" order="-size">Items</c-th>')
    assert "aria-sort" not in render('<c-th sort="size" order="name">Items</c-th>')


def test_a_trend_whose_interval_holds_zero_claims_nothing():
    words = render('<c-trend :change="0.2" :low="-0.1" :high="0.5" good="up" />')
    assert "No clear change" in words
    assert "20" not in re.sub(r"<svg.*?</svg>", "", words, flags=re.S)


def test_a_number_that_is_nothing_leads_nowhere():
    assert "<a" not in render('<c-number-link :value="0" href="/items" noun="item" />')
    assert "no items" in render('<c-number-link :value="0" href="/items" noun="item" />')


def test_progress_polls_only_while_it_runs():
    running = render('<c-progress label="Importing" :value="3" :max="9" poll="/p" />')
    assert 'hx-get="/p"' in running and 'value="3" max="9"' in running
    assert "hx-get" not in render('<c-progress label="Done" :value="9" :max="9" />')


def test_an_unknown_icon_is_still_a_shape():
    assert "<svg" in render('{% icon "no-such-icon" %}')


# ---- frame ----


def test_places_without_a_page_are_not_shown():
    entries = [nav.Entry("Inbox", "/feedback/", "inbox"), nav.Entry("Moon", "/moon/", "moon")]
    assert [place.label for place in nav.places(entries, "/feedback/3")] == ["Inbox"]
    assert [place.current for place in nav.places(entries, "/feedback/3")] == [True]


def test_go_to_keys_are_unambiguous():
    keys = [entry.key for entry in (*nav.ROOMS, *nav.TOOLS, *nav.FOOT)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("headers", "layout", "detail"),
    [
        ({}, "layout/page.html", "layout/detail.html"),
        ({"HX-Target": "panel"}, "layout/page.html", "layout/detail.html"),
        (
            {"HX-Request": "true", "HX-Target": "panel"},
            "layout/detail_panel.html",
            "layout/detail_panel.html",
        ),
        (
            {"HX-Request": "true", "HX-Target": "list"},
            "layout/part_list.html",
            "layout/detail.html",
        ),
        (
            {"HX-Request": "true", "HX-Target": "panel", "HX-History-Restore-Request": "true"},
            "layout/page.html",
            "layout/detail.html",
        ),
    ],
)
def test_one_template_gives_page_and_part(headers, layout, detail):
    shell = Shell(RequestFactory().get("/", headers=headers))
    assert (shell.layout, shell.detail) == (layout, detail)


def test_a_panel_is_only_the_detail(guide):
    part = guide.get(
        "/styleguide/inbox/FB-1/", headers={"HX-Request": "true", "HX-Target": "panel"}
    ).content.decode()
    assert "<html" not in part
    assert "panel-header" in part
    assert "<title>FB-1042 · Sous</title>" in part


@pytest.mark.parametrize(("choice", "kept"), [("dark", "dark"), ("purple", "system")])
def test_the_choice_of_colours_is_kept(owner_client, choice, kept):
    response = owner_client.post("/look/scheme", {"scheme": choice, "next": "/feedback/"})
    assert (response.status_code, response["Location"]) == (302, "/feedback/")
    assert response.cookies["scheme"].value == kept
    page = owner_client.get("/feedback/").content.decode()
    assert ('<html lang="en" data-theme="dark">' in page) == (kept == "dark")


def test_the_choice_of_colours_does_not_lead_away(owner_client):
    response = owner_client.post(
        "/look/scheme", {"scheme": "dark", "next": "https://elsewhere.example/"}
    )
    assert response["Location"] == "/"


def test_a_toast_brings_its_way_back(owner_client, settings):
    request = RequestFactory().get("/")
    request.session = owner_client.session
    request._messages = SessionStorage(request)
    toast(request, "Merged 3 themes", undo="/undo/7?a=b c", href="/themes/3", link="Open theme")
    assert [read(message) for message in get_messages(request)] == [
        Toast("Merged 3 themes", "success", "/undo/7?a=b c", "/themes/3", "Open theme")
    ]


def test_toasts_come_with_a_partial_too(owner_client):
    request = RequestFactory().get("/", headers={"HX-Request": "true", "HX-Target": "list"})
    request.session = owner_client.session
    request._messages = SessionStorage(request)
    toast(request, "Set aside 3 items", undo="/undo/7")
    part = render_to_string("layout/part_list.html", request=request)
    assert '<div id="toasts" hx-swap-oob="beforeend">' in part
    assert "Set aside 3 items" in part
    assert 'action="/undo/7"' in part


def test_error_pages_keep_the_frame(owner_client):
    page = owner_client.get("/nowhere/at/all/")
    assert page.status_code == 404
    assert "There is no page here" in page.content.decode()
    assert 'class="rail"' in page.content.decode()


def test_the_page_for_faults_needs_nothing_but_itself():
    from django.template.loader import get_template

    assert "Something went wrong here" in get_template("500.html").render({})


# ---- legible ----


def tokens():
    """Each colour of the style sheet as its pair (light, dark)."""
    source = (CSS / "tokens.css").read_text()
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", source)
    return {name: (light, dark) for name, light, dark in pairs} | {
        "on-fill": ("#ffffff", "#ffffff")
    }


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """WCAG 2.2, relative luminance."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT_ON = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-2", "ink-3", "accent")
        for ground in ("ground", "paper", "raised", "sunken", "hover", "accent-tint")
    ),
    *((ink, "pressed") for ink in ("ink", "ink-2")),
    *((colour, "paper") for colour in ("green", "amber", "red", "violet")),
    *((colour, f"{colour}-tint") for colour in ("green", "amber", "red", "violet")),
    ("ink", "mark"),
    ("ink", "red-tint"),
    ("on-fill", "accent-fill"),
    ("on-fill", "accent-fill-hover"),
    ("on-fill", "red-fill"),
]


@pytest.mark.parametrize(("ink", "ground"), TEXT_ON)
@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_text_can_be_read(ink, ground, scheme):
    colours = tokens()
    assert contrast(colours[ink][scheme], colours[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_controls_and_focus_can_be_seen(scheme):
    colours = tokens()
    for part in ("line-control", "accent", "green-mark", "amber-mark", "red-mark", "violet-mark"):
        assert contrast(colours[part][scheme], colours["paper"][scheme]) >= 3


def test_pictures_and_pages_share_their_colours():
    from sous.web.charts.paint import DARK, LIGHT, MEANINGS

    colours = tokens()
    named = {name: f"{name}-mark" if name in MEANINGS else name for name in LIGHT}
    assert {name: colours[token] for name, token in named.items()} == {
        name: (LIGHT[name], DARK[name]) for name in LIGHT
    }


def test_only_the_tokens_name_colours():
    raw = {
        path.name: found
        for path in CSS.glob("*.css")
        if path.name != "tokens.css"
        and (
            found := [
                line.strip()
                for line in path.read_text().splitlines()
                if re.search(r"#[0-9a-f]{3,8}\b", line) and "light-dark" not in line
            ]
        )
    }
    assert raw == {}


def test_the_icon_is_found_without_a_page(client, db):
    assert client.get("/favicon.ico")["Location"] == "/static/sous/img/favicon-32.png"


def test_small_parts_stand_in_a_sentence_without_a_gap():
    words = render("in <c-code>SOUS_URL</c-code>, or <c-badge>You</c-badge>.")
    assert words == 'in <code class="code ">SOUS_URL</code>, or <span class="badge  ">You</span>.'


def test_static_files_are_found():
    from django.contrib.staticfiles import finders

    for name in ("css/tokens.css", "js/sous.js", "img/favicon.svg", "img/favicon-32.png"):
        assert finders.find(f"sous/{name}"), name
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["style-src"] == ["'self'"]
