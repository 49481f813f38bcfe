"""Quackback: posts CSV, import template, intermediate CSV and export zip."""

from __future__ import annotations

from sous.engines.tables import Record
from tests.connectors.samples import QUACKBACK_POSTS, SAMPLES, outcomes, records, table_of


def test_the_formula_guard_of_the_export_is_taken_off() -> None:
    (post,) = records(SAMPLES["quackback-posts"])
    assert (post.text, post.tags, post.votes) == ("=please", ["ui", "night"], 4)


def test_headers_are_read_in_any_spelling() -> None:
    names = [name.replace("_", "-").upper() for name in QUACKBACK_POSTS.split(",")]
    row = ["p1", "T", "Words", "open", "", "Features", "Ann", "a@x.example", "3", "2024-05-03"]
    (post,) = records(table_of(names, row))
    assert (post.source, post.text, post.votes, post.author_email) == (
        "quackback", "Words", 3, "a@x.example",
    )  # fmt: skip


def test_the_import_template_and_the_intermediate_form_are_read() -> None:
    template = table_of(
        "title,content,status,tags,board,author_name,author_email,email_verified,vote_count,"
        "created_at,source_id",
        ["T", "Words", "open", "", "Ideas", "Ann", "a@x.example", "true", "3", "", "old-9"],
    )
    intermediate = table_of(
        "id,title,body,author_email,author_name,board,status,moderation,tags,vote_count,created_at",
        ["9", "T", "Words", "a@x.example", "Ann", "Ideas", "open", "approved", "", "3", ""],
    )
    (first,), (second,) = records(template), records(intermediate)
    assert (first.source_id, second.source_id) == ("old-9", "9")
    assert first.text == second.text == "Words"


def test_the_zip_tells_replies_from_comments_and_notes() -> None:
    (post,) = outcomes(SAMPLES["quackback-export"])
    assert isinstance(post, Record)
    assert [(each.text, each.internal) for each in post.comments] == [
        ("Me too", False),
        ("VIP", True),
    ]
    assert [reply.text for reply in post.replies] == ["Soon"]
    assert [voter.email for voter in post.voters] == ["bob@contoso.example"]
