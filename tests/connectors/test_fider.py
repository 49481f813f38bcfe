"""Fider: posts CSV."""

from __future__ import annotations

from datetime import UTC, datetime

from sous import connectors
from sous.engines.tables import Record, Refusal, detect, open_table, read

connectors.load()

POSTS = (
    "number,title,description,created_at,created_by,votes_count,comments_count,status,responded_by,"
    "responded_at,response,original_number,original_title,tags\n"
    "7,Dark mode,My eyes hurt at night,2024-05-03T10:00:00Z,Ann,12,2,planned,Sam,"
    '2024-06-01T08:00:00Z,We are on it,0,,"ui, night"\n'
    "8,Darkness,,2024-05-04T10:00:00Z,Bob,1,0,duplicate,,,,7,Dark mode,\n"
    "9,Broken date,text,yesterday,Bob,1,0,open,,,,0,,\n"
)


def test_posts_keep_votes_status_reply_and_original() -> None:
    with open_table(POSTS.encode()) as table:
        assert detect(table)[0].format.key == "fider-posts"
        first, second, third = list(read(table))
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.source, first.source_id, first.title) == ("fider", "7", "Dark mode")
    assert (first.votes, first.status, first.tags) == (12, "planned", ["ui", "night"])
    assert first.created_at == datetime(2024, 5, 3, 10, tzinfo=UTC)
    assert [(reply.text, reply.author_name) for reply in first.replies] == [("We are on it", "Sam")]
    assert (second.text, second.title, second.status) == ("Darkness", "", "duplicate")
    assert second.properties == {"original_number": "7", "original_title": "Dark mode"}
    assert third == Refusal(4, "created_at: “yesterday” is not a date", third.raw)
