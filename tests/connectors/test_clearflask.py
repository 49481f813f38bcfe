"""ClearFlask: posts alone, and the zip with people and comments."""

from __future__ import annotations

from tests.connectors.samples import SAMPLES, records


def test_a_posts_file_keeps_the_author_id_it_cannot_resolve() -> None:
    (post,) = records(SAMPLES["clearflask-posts"])
    assert (post.title, post.votes, post.properties["authorUserId"]) == ("Dark mode", 4, "u1")
    assert [reply.text for reply in post.replies] == ["Soon"]


def test_the_zip_joins_people_and_comments_whatever_its_files_are_called() -> None:
    (post,) = records(SAMPLES["clearflask-export"])
    assert (post.author_name, post.author_email) == ("Ann", "ann@northwind.example")
    assert [(each.text, each.author_name) for each in post.comments] == [("Bump", "Ann")]
