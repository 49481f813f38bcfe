"""Google Play: UTF-16 in every form, ratings without words, columns that come and go."""

from __future__ import annotations

import codecs
from decimal import Decimal

import pytest

from sous.engines.tables import Refusal, open_table
from tests.connectors.samples import PLAY, SAMPLES, outcomes, records, table_of

TEXT = SAMPLES["googleplay-reviews"].decode("utf-16")


@pytest.mark.parametrize(
    "data",
    [
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-8-sig"),
        TEXT.encode(),
    ],
    ids=["le-mark", "be-mark", "le", "be", "utf8-mark", "utf8"],
)
def test_every_unicode_encoding_is_read(data: bytes) -> None:
    (review,) = records(data)
    assert review.text == "Stürzt ab — immer 😡"
    assert (review.rating, review.rating_scale, review.source_id) == (Decimal(2), 5, "gp:AOq")


def test_a_star_without_words_stays_a_rating() -> None:
    row = ["com.acme.app", "", "", "fr", "", "2024-05-03T10:00:00Z", "1714730400000", "", "", "5"]
    (review,) = records(table_of(PLAY, row + [""] * 6))
    assert (review.text, review.rating, review.source_id) == ("", Decimal(5), "")
    assert len(review.fingerprint()) == 32


def test_a_row_with_neither_star_nor_words_is_refused() -> None:
    row = ["com.acme.app", "", "", "fr", "", "2024-05-03T10:00:00Z", "", "", "", ""]
    (found,) = outcomes(table_of(PLAY, row + [""] * 6))
    assert isinstance(found, Refusal)
    assert found.reason == "It has neither text nor rating"


def test_years_without_device_and_version_are_recognised() -> None:
    names = [name for name in PLAY.split(",") if name not in ("Device", "App Version Name")]
    row = ["com.acme.app", "1", "en", "2024-05-03T10:00:00Z", "", "", "", "4", "", "Good app"]
    data = table_of(names, row + [""] * 4)
    (review,) = records(data)
    assert (review.source, review.text, review.app_version) == ("googleplay", "Good app", "")


def test_the_developers_reply_is_kept() -> None:
    row = ["com.acme.app", "", "", "en", "", "2024-05-03T10:00:00Z", "", "", "", "1", "", "Bad",
           "2024-05-04T10:00:00Z", "1714816800000", "Sorry!", ""]  # fmt: skip
    (review,) = records(table_of(PLAY, row))
    assert [reply.text for reply in review.replies] == ["Sorry!"]


def test_the_encoding_is_named() -> None:
    with open_table(TEXT.encode("utf-16-le")) as table:
        assert table.encoding == "UTF-16-LE"
