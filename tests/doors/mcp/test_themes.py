"""The tools an assistant has for themes and search."""

import pytest

from sous.insights.models import Theme
from sous.kernel.errors import NotAllowed
from sous.mcp import search, themes

pytestmark = pytest.mark.django_db


def test_list_then_read(built, viewer):
    listed = themes.list_themes(viewer, limit=2)
    read = themes.read_theme(viewer, listed[0]["ref"], quotes=3)
    assert (len(listed), read["theme"], len(read["quotes"])) == (2, listed[0], 3)


def test_a_viewer_changes_nothing(built, viewer):
    theme = Theme.objects.filter(is_group=False).first()
    with pytest.raises(NotAllowed):
        themes.rename_theme(viewer, f"TH-{theme.pk}", "Mine")


def test_search_and_find(built, viewer):
    found = search.search_feedback(viewer, "VAT on invoices", limit=3)
    assert len(found["results"]) == 3
    assert {hit["kind"] for hit in search.find(viewer, "calendar")} >= {"feedback"}
