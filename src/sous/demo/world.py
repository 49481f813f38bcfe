"""Reads the demo world's files into frozen values, and puts its dates beside today's.

Pure: no database, no clock, no settings. Whoever writes the world into a room passes its own `now`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

DATA = Path(__file__).parent / "data"
FILES = Path(__file__).parent / "files"

OFFICE_HOURS = frozenset({"support", "survey", "sales", "interview", "issue"})
"""Channels that mostly rest at the weekend; a phone in the rain knows no weekend."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Company:
    """The fictional company itself."""

    name: str
    domain: str
    tagline: str
    about: str


@dataclass(frozen=True, slots=True)
class Product:
    """What the company sells."""

    key: str
    name: str
    kind: str
    about: str


@dataclass(frozen=True, slots=True)
class Team:
    """A team on our side."""

    key: str
    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Area:
    """A part of a product, with the team and the person who answer for it."""

    key: str
    name: str
    product: str
    team: str
    owner: str


@dataclass(frozen=True, slots=True)
class Release:
    """A version that became available `ago` days before today."""

    key: str
    product: str
    version: str
    name: str
    ago: int
    about: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition of a segment; `op` is is, in, at_least or at_most."""

    field: str
    op: str
    value: Any


@dataclass(frozen=True, slots=True)
class Segment:
    """A saved rule over accounts; `match` is all or any."""

    key: str
    name: str
    about: str
    match: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague; `role` is a role of the application."""

    key: str
    name: str
    email: str
    title: str
    team: str
    role: str


@dataclass(frozen=True, slots=True)
class Account:
    """A customer. `arr` is per year in `currency`; `renews_in` and `customer_for` are days."""

    key: str
    name: str
    domain: str
    plan: str
    tier: str
    stage: str
    arr: Decimal
    currency: str
    renews_in: int | None
    customer_for: int
    owner: str
    industry: str
    employees: int
    country: str
    health: str
    custom: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone at a customer; `consent` is a state (given, refused, unknown) for each purpose."""

    key: str
    name: str
    email: str
    account: str
    role: str
    language: str
    consent: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing somebody said, `ago` whole days before today at `time`.

    The voice is a `contact`, or a colleague (`person`) on behalf of an account, or a `nickname` in
    a public place. `rating_scale` is the best possible rating. `topic` is what it is about, for
    judging themes and never for showing; None when it belongs nowhere. `repeats` names the item
    it is a near-duplicate of.
    """

    id: str
    channel: str
    source: str
    ago: int
    time: time
    text: str
    product: str
    language: str
    state: str
    topic: str | None = None
    title: str | None = None
    contact: str | None = None
    person: str | None = None
    nickname: str | None = None
    account: str | None = None
    rating: int | None = None
    rating_scale: int | None = None
    version: str | None = None
    votes: int | None = None
    url: str | None = None
    kind: str | None = None
    repeats: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """What a colleague noted on an item, `after` hours after it arrived."""

    item: str
    person: str
    after: int
    text: str


@dataclass(frozen=True, slots=True)
class World:
    """The whole demo. Tuples are in file order, items oldest first."""

    company: Company
    plans: tuple[str, ...]
    products: tuple[Product, ...]
    teams: tuple[Team, ...]
    areas: tuple[Area, ...]
    releases: tuple[Release, ...]
    segments: tuple[Segment, ...]
    people: tuple[Person, ...]
    accounts: tuple[Account, ...]
    contacts: tuple[Contact, ...]
    items: tuple[Item, ...] = field(repr=False)
    remarks: tuple[Remark, ...] = field(repr=False)


def load(data: Path = DATA) -> World:
    """Read and check every file.

    Raises:
        ValueError: a key does not resolve, is used twice, or a value is outside its range; the
            message names the record.
    """
    house = json.loads((data / "products.json").read_text(encoding="utf-8"))
    world = World(
        company=Company(**house["company"]),
        plans=tuple(house["plans"]),
        products=_each(Product, house["products"]),
        teams=_each(Team, house["teams"]),
        areas=_each(Area, house["areas"]),
        releases=_each(Release, house["releases"]),
        segments=tuple(_segment(row) for row in house["segments"]),
        people=_each(Person, _lines(data / "people.jsonl")),
        accounts=tuple(_account(row) for row in _lines(data / "accounts.jsonl")),
        contacts=_each(Contact, _lines(data / "contacts.jsonl")),
        items=_items(data),
        remarks=_each(Remark, _lines(data / "remarks.jsonl")),
    )
    _check(world)
    return world


def said_at(item: Item, now: datetime) -> datetime:
    """When the item was said, seen from `now` (timezone-aware), and never after it.

    Days are counted backwards from today, so a Tuesday's ticket may fall on a Sunday. Channels of
    office hours then step back into the week, but for every sixth: some yards do work Saturdays.
    """
    day = (now - timedelta(days=item.ago)).date()
    number = int(item.id.rpartition("-")[2])
    if item.channel in OFFICE_HOURS and day.weekday() >= 5 and number % 6:
        day -= timedelta(days=2 if number % 2 else 4)
    moment = datetime.combine(day, item.time, tzinfo=now.tzinfo)
    return moment if moment <= now else moment - timedelta(days=1)


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _each(shape: type[T], rows: Iterable[Mapping[str, Any]]) -> tuple[T, ...]:
    return tuple(shape(**row) for row in rows)


def _segment(row: Mapping[str, Any]) -> Segment:
    return Segment(**{**row, "rules": _each(Rule, row["rules"])})


def _account(row: Mapping[str, Any]) -> Account:
    return Account(**{**row, "arr": Decimal(row["arr"])})


def _items(data: Path) -> tuple[Item, ...]:
    found = [_item(row) for path in sorted(data.glob("items-*.jsonl")) for row in _lines(path)]
    return tuple(sorted(found, key=lambda item: (-item.ago, item.time, item.id)))


def _item(row: Mapping[str, Any]) -> Item:
    clock = time.fromisoformat(row["time"])
    return Item(**{**row, "time": clock, "tags": tuple(row.get("tags", ()))})


def _check(world: World) -> None:
    """Refuse a world that contradicts itself."""
    keys = {
        name: _unique(name, (record.key for record in getattr(world, name)))
        for name in _keyed_fields()
    }
    keys["plans"] = set(world.plans)
    keys["items"] = _unique("items", (item.id for item in world.items))
    emails = [*(who.email for who in world.people), *(who.email for who in world.contacts)]
    _unique("emails", emails)
    _unique("domains", (account.domain for account in world.accounts))
    for name, attribute, target in _references():
        for record in getattr(world, name):
            value = getattr(record, attribute)
            if value is not None and value not in keys[target]:
                raise ValueError(f"{name}: {attribute}={value!r} of {record} is not in {target}")
    domains = {account.key: account.domain for account in world.accounts}
    for contact in world.contacts:
        if contact.email.partition("@")[2] != domains[contact.account]:
            raise ValueError(f"contacts: {contact.email} is not at its account's domain")
    homes = {contact.key: contact.account for contact in world.contacts}
    for item in world.items:
        _check_item(item, homes)


def _keyed_fields() -> list[str]:
    others = {"company", "plans", "items", "remarks"}
    return [part.name for part in fields(World) if part.name not in others]


def _references() -> tuple[tuple[str, str, str], ...]:
    return (
        ("areas", "product", "products"),
        ("areas", "team", "teams"),
        ("areas", "owner", "people"),
        ("releases", "product", "products"),
        ("people", "team", "teams"),
        ("accounts", "plan", "plans"),
        ("accounts", "owner", "people"),
        ("contacts", "account", "accounts"),
        ("items", "product", "products"),
        ("items", "contact", "contacts"),
        ("items", "person", "people"),
        ("items", "account", "accounts"),
        ("items", "repeats", "items"),
        ("remarks", "item", "items"),
        ("remarks", "person", "people"),
    )


def _check_item(item: Item, homes: Mapping[str, str]) -> None:
    voices = [voice for voice in (item.person, item.nickname) if voice]
    if len(voices) + (item.contact is not None and item.person is None) != 1:
        raise ValueError(f"items: {item.id} needs exactly one voice")
    if item.contact is not None and item.account != homes[item.contact]:
        raise ValueError(f"items: {item.id} has an account that is not its contact's")
    if (item.rating is None) != (item.rating_scale is None):
        raise ValueError(f"items: {item.id} needs a rating and its scale, or neither")
    if not 0 <= (item.rating or 0) <= (item.rating_scale or 0):
        raise ValueError(f"items: the rating of {item.id} is off its scale")
    if item.ago < 0:
        raise ValueError(f"items: {item.id} lies in the future")


def _unique(what: str, keys: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            raise ValueError(f"{what}: {key!r} is used twice")
        seen.add(key)
    return seen
