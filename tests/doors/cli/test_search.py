"""``sous search`` and the kept themes: ``sous themes list`` and ``show``."""

import json

import pytest
from typer.testing import CliRunner

from sous.cli.root import app
from sous.feedback.models import Item
from sous.insights.models import Theme
from sous.kernel.errors import Invalid, NotFound


@pytest.fixture
def sous(monkeypatch):
    monkeypatch.setenv("COLUMNS", "140")

    def run(*words):
        return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)

    return run


def lines(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_search_finds_by_words_in_spite_of_a_typing_mistake(sous, built):
    done = sous("search", "calender")
    assert done.exit_code == 0
    assert "Also searched for calendar (you typed “calender”)." in done.stdout
    assert "calendar" in done.stdout.splitlines()[1].lower()


def test_search_speaks_json_and_keeps_to_its_size(sous, built):
    found = json.loads(sous("search", "calendar", "--size", "2", "--json").stdout)
    texts = dict(Item.objects.values_list("pk", "text"))
    shown = [(each["item"]["ref"], each["item"]["text"]) for each in found["results"]]
    assert shown == [(ref, texts[int(ref[3:])]) for ref, _ in shown]
    assert len(shown) == 2


def test_search_narrows_to_a_channel(sous, built):
    everything = json.loads(sous("search", "calendar", "--json").stdout)["results"]
    nothing = sous("search", "calendar", "--channel", "interview")
    assert (bool(everything), nothing.stdout) == (True, "Nothing is found.\n")


def test_search_refuses_a_filter_that_makes_no_sense(sous, built):
    with pytest.raises(Invalid):
        sous("search", "calendar", "--account", "somebody")


def test_list_shows_the_largest_first_with_what_is_behind_it(sous, built):
    themes = list(Theme.objects.filter(is_group=False, state="active").order_by("-size", "pk"))
    shown = lines(sous("themes", "list", "--json"))
    wanted = [(f"TH-{each.pk}", each.name, each.size) for each in themes]
    assert [(each["ref"], each["name"], each["size"]) for each in shown] == wanted
    table = sous("themes", "list", "--size", "1").stdout
    assert [each.name in table for each in themes] == [True] + [False] * (len(themes) - 1)


def test_list_sorts_and_filters(sous, built):
    names = [each["name"] for each in lines(sous("themes", "list", "--sort", "name", "--json"))]
    assert names == sorted(names, key=str.casefold)
    assert sous("themes", "list", "--channel", "interview", "--json").stdout == ""
    with pytest.raises(Invalid):
        sous("themes", "list", "--period", "lately")


def test_show_gives_a_theme_with_as_many_quotes_as_asked(sous, built):
    theme = Theme.objects.filter(is_group=False, state="active").order_by("-size").first()
    found = json.loads(sous("themes", "show", f"TH-{theme.pk}", "--quotes", "2").stdout)
    assert (found["theme"]["name"], len(found["evidence"])) == (theme.name, 2)
    with pytest.raises(NotFound):
        sous("themes", "show", "TH-999999")
