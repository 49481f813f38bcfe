"""The demo world is whole: every key resolves, and its dates always look current."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sous.demo.world import DATA, OFFICE_HOURS, World, load, said_at

NOW = datetime(2031, 5, 14, 13, 37, tzinfo=UTC)


@pytest.fixture(scope="module")
def world() -> World:
    return load()


def test_load_needs_no_django() -> None:
    code = (
        "import sys; sys.modules['django'] = None; from sous.demo.world import load; print(load())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("World(company=Company(name='Garboard'")


def test_load_reads_the_whole_company(world: World) -> None:
    counts = {
        "plans": len(world.plans),
        "products": len(world.products),
        "teams": len(world.teams),
        "areas": len(world.areas),
        "segments": len(world.segments),
        "people": len(world.people),
        "accounts": len(world.accounts),
        "contacts": len(world.contacts),
    }
    assert counts == {
        "plans": 4,
        "products": 3,
        "teams": 4,
        "areas": 8,
        "segments": 8,
        "people": 10,
        "accounts": 49,
        "contacts": 99,
    }


def test_every_address_is_fiction(world: World) -> None:
    addresses = [who.email for who in (*world.people, *world.contacts)]
    domains = [account.domain for account in world.accounts]
    assert [name for name in (*addresses, *domains) if not name.endswith(".example")] == []


def test_nothing_is_said_twice_but_what_says_so(world: World) -> None:
    first: dict[str, str] = {}
    repeated = {}
    for item in world.items:
        words = " ".join(item.text.casefold().split())
        if item.repeats is None and words and words in first:
            repeated[item.id] = first[words]
        first.setdefault(words, item.id)
    assert repeated == {}


def test_load_refuses_a_key_that_does_not_resolve(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    path = data / "contacts.jsonl"
    first, *rest = path.read_text(encoding="utf-8").splitlines()
    lost = {**json.loads(first), "account": "atlantis"}
    path.write_text("\n".join([json.dumps(lost), *rest]) + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match="account='atlantis'"):
        load(data)


@pytest.mark.parametrize("days", range(7))
def test_said_at_never_lies_in_the_future(world: World, days: int) -> None:
    now = NOW + timedelta(days=days)
    assert [item.id for item in world.items if said_at(item, now) > now] == []


@pytest.mark.parametrize("days", range(7))
def test_said_at_rests_at_the_weekend_whatever_today_is(world: World, days: int) -> None:
    now = NOW + timedelta(days=days)
    weekdays = Counter(
        said_at(item, now).weekday() >= 5 for item in world.items if item.channel in OFFICE_HOURS
    )
    assert 0 < weekdays[True] / weekdays.total() < 0.12


def test_said_at_keeps_the_time_of_day(world: World) -> None:
    clocks = {(item.id, said_at(item, NOW).time()) for item in world.items}
    assert clocks == {(item.id, item.time) for item in world.items}
