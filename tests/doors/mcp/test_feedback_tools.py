"""The feedback tools, called as the server calls them."""

import pytest

from sous.kernel.errors import NotAllowed, NotFound
from sous.mcp import feedback as tools


def test_add_list_read_quote(triager):
    made = tools.add_feedback(triager, "The export stops at 500 rows", channel="support")
    listed = tools.list_feedback(triager, words="export")
    quoted = tools.quote_feedback(triager, made["ref"], "stops at 500")
    read = tools.read_feedback(triager, made["ref"])
    assert (listed["count"], [item["ref"] for item in listed["items"]]) == (1, [made["ref"]])
    assert [quote["text"] for quote in read["quotes"]] == ["stops at 500"]
    assert quoted["item"] == made["ref"]


def test_triage_and_count(triager):
    made = tools.add_feedback(triager, "Words")
    changed = tools.triage_feedback(triager, [made["ref"]], "archived")
    assert changed["changed"] == [made["ref"]]
    assert tools.count_feedback(triager)["archived"] == 1
    assert tools.list_imports(triager) == []


def test_a_ref_of_something_else_is_not_feedback(triager):
    with pytest.raises(NotFound):
        tools.read_feedback(triager, "IMP-1")


def test_viewer_reads_and_does_not_write(viewer):
    assert tools.list_feedback(viewer)["items"] == []
    with pytest.raises(NotAllowed):
        tools.add_feedback(viewer, "Words")


def test_every_tool_explains_itself():
    assert [tool.__name__ for tool in tools.TOOLS if len((tool.__doc__ or "").split()) < 5] == []
