"""Fider: posts CSV and backup zip."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest

from sous.engines.tables import Record, Refusal, Skipped
from tests.connectors.samples import FIDER_BACKUP, FIDER_POSTS, outcomes, table_of, zip_of


def test_posts_keep_votes_status_reply_and_original() -> None:
    data = table_of(
        FIDER_POSTS,
        ["7", "Dark mode", "My eyes hurt", "2024-05-03T10:00:00Z", "Ann", "12", "2", "planned",
         "Sam", "2024-06-01T08:00:00Z", "We are on it", "0", "", "ui, night"],
        ["8", "Darkness", "", "2024-05-04T12:00:00+02:00", "Bob", "1", "0", "duplicate", "", "",
         "", "7", "Dark mode", ""],
        ["9", "Broken date", "text", "yesterday", "Bob", "1", "0", "open", "", "", "", "0", "", ""],
    )  # fmt: skip
    first, second, third = outcomes(data)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.source_id, first.title, first.votes, first.status) == (
        "7", "Dark mode", 12, "planned",
    )  # fmt: skip
    assert first.tags == ["ui", "night"]
    assert [(reply.text, reply.author_name) for reply in first.replies] == [("We are on it", "Sam")]
    assert (second.text, second.title, second.status) == ("Darkness", "", "duplicate")
    assert second.created_at == datetime(2024, 5, 4, 10, tzinfo=UTC)
    assert second.properties == {"original_number": "7", "original_title": "Dark mode"}
    assert third == Refusal(4, "created_at: “yesterday” is not a date", third.raw)  # type: ignore[union-attr]


def test_the_backup_joins_people_votes_and_comments() -> None:
    post, deleted = outcomes(zip_of(**FIDER_BACKUP))
    assert isinstance(post, Record)
    assert (post.author_email, post.status, post.tags, post.votes) == (
        "ann@northwind.example", "planned", ["ui"], 1,
    )  # fmt: skip
    assert [voter.email for voter in post.voters] == ["bob@contoso.example"]
    assert [comment.text for comment in post.comments] == ["Agreed"]
    assert [reply.text for reply in post.replies] == ["Soon"]
    assert deleted == Skipped(2, "the post was deleted")


def test_the_backups_secrets_are_never_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    original = zipfile.ZipFile.open

    def watching(self: zipfile.ZipFile, name: Any, *args: Any, **kwargs: Any) -> Any:
        opened.append(name if isinstance(name, str) else name.filename)
        return original(self, name, *args, **kwargs)

    data = zip_of(**FIDER_BACKUP)
    monkeypatch.setattr(zipfile.ZipFile, "open", watching)
    outcomes(data)
    assert "posts.json" in opened
    assert "oauth_providers.json" not in opened
