"""The demo world is whole: every key resolves, and its dates always look current."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sous.demo.world import DATA, FILES, OFFICE_HOURS, World, load, said_at

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
        "items": len(world.items),
        "remarks": len(world.remarks),
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
        "items": 750,
        "remarks": 79,
    }


def test_every_account_and_contact_has_said_something(world: World) -> None:
    said = {item.contact for item in world.items} | {item.account for item in world.items}
    names = [record.key for record in (*world.accounts, *world.contacts)]
    assert [name for name in names if name not in said] == []


def test_topics_are_of_very_different_sizes(world: World) -> None:
    sizes = Counter(item.topic for item in world.items)
    nowhere = sizes.pop(None)
    assert (len(sizes), min(sizes.values()), max(sizes.values())) == (35, 3, 47)
    assert 0.07 < nowhere / len(world.items) < 0.10


def test_one_topic_emerges_in_the_last_three_weeks(world: World) -> None:
    began = {
        topic: max(item.ago for item in world.items if item.topic == topic)
        for topic in {item.topic for item in world.items}
    }
    assert [topic for topic, ago in began.items() if ago <= 21] == ["lithium-register"]


def test_the_release_ends_one_topic_and_begins_another(world: World) -> None:
    shipped = next(release.ago for release in world.releases if release.key == "office-5.0")
    sides = Counter((item.topic, item.ago >= shipped) for item in world.items)
    assert sides["planner-slow", True] > 2 * sides["planner-slow", False]
    assert sides["new-navigation", True] == 0 < sides["new-navigation", False]


def test_one_topic_has_its_season(world: World) -> None:
    days = [item.ago for item in world.items if item.topic == "annual-renewals"]
    assert max(days) - min(days) < 60


def test_customers_speak_several_languages(world: World) -> None:
    spoken = Counter(item.language for item in world.items)
    assert sorted(spoken) == ["de", "en", "es", "fr", "nl", "pt"]
    assert 0.10 < (spoken["de"] + spoken["fr"] + spoken["es"]) / len(world.items) < 0.17


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


def test_no_six_words_in_a_row_are_used_by_two_voices(world: World) -> None:
    """What reads as if it came out of a template did."""
    used: dict[tuple[str, ...], set[str]] = {}
    for item in world.items:
        if item.repeats is None:
            words = re.findall(r"[\w'’]+", item.text.casefold())
            voice = item.contact or item.person or item.nickname or ""
            for start in range(len(words) - 5):
                used.setdefault(tuple(words[start : start + 6]), set()).add(voice)
    assert [run for run, voices in used.items() if len(voices) > 1] == []


def test_the_spreadsheet_to_try_is_german_and_old_fashioned(world: World) -> None:
    raw = (FILES / "messe-und-telefon.csv").read_bytes()
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    rows = list(csv.DictReader(raw.decode("cp1252").splitlines(), delimiter=";"))
    known = {item.text for item in world.items}
    assert len(rows) == 40
    assert list(rows[0])[-2:] == ["Bewertung (1–5)", "Rückmeldung"]
    assert [row["Nr."] for row in rows if not row["Rückmeldung"]] == ["M-006"]
    assert [row for row in rows if row["Rückmeldung"] in known] == []


def test_the_json_lines_to_try_are_fresh(world: World) -> None:
    lines = (FILES / "deck-5-beta-forum.jsonl").read_text(encoding="utf-8").splitlines()
    messages = [json.loads(line)["message"] for line in lines]
    assert len(set(messages)) == 40
    assert {item.text for item in world.items}.isdisjoint(messages)
