"""No damage to a vendor's file leads to anything but records, refusals, or one TableError."""

from __future__ import annotations

import json
import random

import pytest

from sous.engines.tables import Record, Refusal, Skipped, TableError, formats, open_table, read
from tests.connectors.samples import SAMPLES

JUNK = (
    b'"',
    b",",
    b"\n",
    b"\x00",
    b"\xff",
    b"{",
    b"]",
    b"\\ud800",
    b"=1+1",
    b"9" * 30,
    b"null",
    b"NaN",
    b"'",
)


def damaged(data: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, removed, repeated or replaced by something awkward."""
    parts = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(parts) + 1)
        length = chance.randint(0, 12)
        kind = chance.randrange(4)
        if kind == 0:
            parts[place : place + length] = chance.choice(JUNK)
        elif kind == 1:
            del parts[place : place + length]
        elif kind == 2:
            parts[place:place] = parts[place : place + length]
        elif place < len(parts):
            parts[place] = chance.randrange(256)
    return bytes(parts)


@pytest.mark.parametrize("key", sorted(SAMPLES))
def test_damage_never_escapes_as_anything_else(key: str) -> None:
    chance = random.Random(key)
    for _ in range(60):
        data = damaged(SAMPLES[key], chance)
        try:
            with open_table(data) as table:
                for outcome in read(table):
                    assert isinstance(outcome, Record | Refusal | Skipped)
        except TableError as error:
            assert str(error)


@pytest.mark.parametrize("key", sorted(SAMPLES))
def test_every_format_survives_being_chosen_for_every_other_file(key: str) -> None:
    for format in formats():
        try:
            with open_table(SAMPLES[key]) as table:
                assert list(read(table, format)) is not None
        except TableError as error:
            assert str(error)


@pytest.mark.parametrize(
    "key",
    [
        "github-issues",
        "canny-posts",
        "zendesk-json",
        "intercom-json",
        "productboard-notes",
        "appstore-reviews",
        "appstore-feed",
    ],
)
def test_values_of_the_wrong_type_are_survived(key: str) -> None:
    """JSON of the right shape where any value may be null, a number, a list or an object."""
    chance = random.Random(key)
    lines = (
        SAMPLES[key].decode().splitlines() if key == "github-issues" else [SAMPLES[key].decode()]
    )
    whole = [json.loads(line) for line in lines]

    def twisted(value: object, depth: int = 0) -> object:
        if depth > 2 and chance.random() < 0.15:
            return chance.choice(
                [None, 7, -1.5, True, "", "soon", [], {}, ["x", None, 3], {"a": 1}]
            )
        if isinstance(value, dict):
            return {name: twisted(each, depth + 1) for name, each in value.items()}
        if isinstance(value, list):
            return [twisted(each, depth + 1) for each in value]
        return value

    wrap = 2 if key == "github-issues" else 0
    for _ in range(150):
        data = "\n".join(json.dumps(twisted(each, wrap)) for each in whole).encode()
        try:
            with open_table(data) as table:
                for outcome in read(table, key):
                    assert isinstance(outcome, Record | Refusal | Skipped)
        except TableError as error:
            assert str(error)
