"""GitHub: REST payloads and the command line's JSON; pull requests are no issues."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from sous.engines.tables import Record, Skipped, open_table, read
from tests.connectors.samples import GITHUB, outcomes, records


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(GITHUB).encode(),
        json.dumps(GITHUB[:1]).encode() + b"\n" + json.dumps(GITHUB[1:]).encode(),
        "\n".join(map(json.dumps, GITHUB)).encode(),
        gzip.compress("\n".join(map(json.dumps, GITHUB)).encode()),
    ],
    ids=["array", "pages", "lines", "gzip"],
)
def test_issues_are_read_and_pull_requests_are_skipped(data: bytes) -> None:
    issue, skipped = outcomes(data)
    assert isinstance(issue, Record)
    assert (issue.source_id, issue.product, issue.votes) == ("acme/editor#12", "acme/editor", 5)
    assert (issue.tags, issue.author_name) == (["bug", "area: save"], "mona")
    assert skipped == Skipped(2, "a pull request is not an issue")


def test_a_null_pull_request_key_is_an_issue() -> None:
    (issue,) = records(json.dumps([{**GITHUB[0], "pull_request": None}]).encode())
    assert issue.source_id == "acme/editor#12"


def test_the_command_lines_json_is_read() -> None:
    listed = {
        "number": 3, "title": "T", "body": "B", "state": "OPEN", "author": {"login": "mona"},
        "labels": [{"name": "bug"}], "createdAt": "2024-05-03T10:00:00Z",
        "url": "https://github.com/acme/editor/issues/3",
        "comments": [{"author": {"login": "octo"}, "body": "Same", "createdAt": "2024-05-04"}],
    }  # fmt: skip
    (issue,) = records(json.dumps([listed]).encode())
    assert (issue.source_id, issue.status, issue.author_name) == ("acme/editor#3", "open", "mona")
    assert [comment.text for comment in issue.comments] == ["Same"]


def test_a_real_dump_keeps_its_issues_and_counts_its_pull_requests(real_data: Path) -> None:
    with open_table(real_data / "github_issues_hf_datasets.jsonl.gz") as table:
        counted = Counter(type(each).__name__ for each in read(table))
    assert counted == {"Record": 3019, "Skipped": 4239}
