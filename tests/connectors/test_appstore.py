"""App Store: JSON:API and the public feed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

from sous.engines.tables import Record, Skipped
from tests.connectors.samples import APPSTORE_FEED, SAMPLES, outcomes, records


def test_reviews_of_app_store_connect_are_read() -> None:
    (review,) = records(SAMPLES["appstore-reviews"])
    assert (review.title, review.rating, review.author_name) == (
        "Keeps logging me out", Decimal(2), "kiwi77",
    )  # fmt: skip
    assert review.created_at == datetime(2024, 5, 3, 17, tzinfo=UTC)
    assert review.properties == {"territory": "NZL"}


def test_the_entry_about_the_app_itself_is_skipped() -> None:
    entries = APPSTORE_FEED["feed"]["entry"]
    about = {"id": {"label": "0"}, "title": {"label": "The App"}, "content": {"label": "x"}}
    feed = {"feed": {"entry": [about, *entries]}}
    skipped, review = outcomes(json.dumps(feed).encode())
    assert isinstance(skipped, Skipped)
    assert isinstance(review, Record)
    assert (review.text, review.rating, review.app_version) == ("Works offline", Decimal(4), "2.1")
