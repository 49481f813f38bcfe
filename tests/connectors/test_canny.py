"""Canny: posts of the API, alone and in their envelope."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.connectors.samples import CANNY, records


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(CANNY),
        json.dumps(CANNY["posts"]),
        json.dumps(CANNY, indent=1) + "\n" + json.dumps({"posts": [], "hasMore": False}),
    ],
    ids=["envelope", "array", "pages"],
)
def test_posts_are_read_with_company_and_money(data: str) -> None:
    (post,) = records(data.encode())
    assert (post.source_id, post.title, post.votes) == ("5d5", "Bulk export", 41)
    assert (post.account_name, post.account_domain, post.revenue) == (
        "Northwind", "northwind.example", Decimal(1200),
    )  # fmt: skip
    assert post.tags == ["export", "admin"]
    assert post.properties == {
        "board": "Features",
        "category": "Export",
        "on_behalf_by": "Sam",
        "Segment": "Enterprise",
        "jira_issues": ["EXP-4"],
    }


def test_a_post_whose_author_left_is_read() -> None:
    post = {**CANNY["posts"][0], "author": None, "category": None}
    (record,) = records(json.dumps({"posts": [post]}).encode())
    assert (record.author_name, record.account_name, record.revenue) == ("", "", None)
