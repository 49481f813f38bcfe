"""Every format is found by its own file, and by no other's."""

from __future__ import annotations

import pytest

from sous.engines.tables import Record, detect, formats, open_table, read
from tests.connectors.samples import SAMPLES


def test_every_format_has_a_sample() -> None:
    assert sorted(SAMPLES) == sorted(each.key for each in formats())


@pytest.mark.parametrize("key", sorted(SAMPLES))
def test_a_file_is_recognised_as_itself_and_nothing_else(key: str) -> None:
    with open_table(SAMPLES[key]) as table:
        found = {each.format.key: each.score for each in detect(table)}
    found.pop("table", None) if key != "table" else None
    assert list(found) == [key]
    assert found[key] >= (0.1 if key == "table" else 0.6)


@pytest.mark.parametrize("key", sorted(SAMPLES))
def test_a_sample_gives_records_with_their_source_and_evidence(key: str) -> None:
    with open_table(SAMPLES[key]) as table:
        records = [each for each in read(table) if isinstance(each, Record)]
    assert records
    for record in records:
        vendor = next(each.vendor for each in formats() if each.key == key)
        assert (record.source, bool(record.raw), record.row_number > 0) == (vendor, True, True)
        assert record.created_at is not None
        assert record.created_at.utcoffset() is not None


def test_formats_are_listed_with_the_generic_table_last() -> None:
    assert formats()[-1].key == "table"
