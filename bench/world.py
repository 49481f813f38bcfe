"""A believable workspace of any size, written straight into the tables, the same for a seed.

20,000 accounts of very different weight, 60,000 contacts, 12 products, 150 themes in ten groups,
two years of feedback that grows, and the history of the people who worked through it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import numpy as np
from django.db import connection, transaction

import words
from bulk import Clock, fill, without_indexes

ACCOUNTS, CONTACTS, PRODUCTS, DAYS = 20_000, 60_000, 12, 730
PASSWORD = "a long enough password"
CHANNELS = {
    "support": 0.34, "review": 0.22, "survey": 0.14, "in_app": 0.1, "portal": 0.06, "email": 0.05,
    "issue": 0.04, "sales": 0.03, "interview": 0.01, "social": 0.01,
}  # fmt: skip
STATES = {"reviewed": 0.6, "archived": 0.25, "new": 0.12, "spam": 0.03}
SOURCES = {"support": "zendesk", "review": "googleplay", "survey": "typeform", "issue": "github"}
LANGUAGES = {"en": 0.7, "de": 0.15, "fr": 0.1, "es": 0.05}
PLANS = {"Free": 0.3, "Team": 0.4, "Business": 0.22, "Enterprise": 0.08}
TAGS = ["urgent", "vip", "churn risk", "beta", "quick win", "legal", "design", "mobile"]
COUNTRIES = ["AT", "BE", "CH", "CZ", "DE", "ES", "FI", "FR", "HR", "IE", "NL", "PT", "SE"]
VECTOR = 384


def stamp(seconds: float) -> str:
    """A moment as both databases read it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _pick(chance: np.random.Generator, shares: dict[str, float], n: int) -> list[str]:
    weights = np.array(list(shares.values()))
    found = chance.choice(len(shares), n, p=weights / weights.sum())
    keys = list(shares)
    return [keys[i] for i in found.tolist()]


def _zipf(chance: np.random.Generator, things: int, n: int, power: float) -> np.ndarray:
    weights = 1.0 / np.arange(1, things + 1) ** power
    return chance.choice(things, n, p=weights / weights.sum()) + 1


@dataclass
class Said:
    """Who says what about what, for each item: arrays of one length."""

    times: np.ndarray
    themes: np.ndarray  # 1 … 150; 0: none
    accounts: np.ndarray  # 0: nobody known
    contacts: np.ndarray
    channels: list[str]
    states: list[str]


def build(items: int) -> None:
    """Fill an empty, migrated database."""
    clock = Clock()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    people()
    products()
    said = _said(items)
    customers(said)
    segments()
    clock.note("people, products, customers")
    feedback(said)
    clock.note("items")
    understanding(said)
    clock.note("themes, vectors, memberships")
    history(said)
    clock.note("quotes, imports, views, journal")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    clock.note("statistics")
    count_everything()
    clock.note("themes counted by the application")
    index_words()
    clock.note("words indexed by the application")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    clock.note("statistics")


def people() -> None:
    """Thirty colleagues; the first is the owner, with a token."""
    from django.utils import timezone

    from sous.kernel.actors import Actor
    from sous.kernel.commands import create_owner, create_token
    from sous.kernel.models import User

    now = timezone.now()
    owner = create_owner(
        actor=Actor.system(), at=now, email="owner@bench.example", name="Owner", password=PASSWORD
    )
    User.objects.bulk_create(
        User(
            email=f"{name.lower()}@bench.example",
            name=f"{name} {words.SURNAMES[place % len(words.SURNAMES)]}",
            role=["manager", "contributor", "operations", "viewer"][place % 4],
            joined_at=now,
            password="!",
        )
        for place, name in enumerate(words.NAMES)
    )
    create_token(actor=Actor.for_user(owner), at=now, name="bench", scope="admin")


def products() -> None:
    """Twelve products with three areas each."""
    from sous.organization.models import Area, Product

    for n in range(1, PRODUCTS + 1):
        product = Product.objects.create(name=f"{list(words.GROUPS)[n % 10]} {n}")
        Area.objects.bulk_create(Area(product=product, name=f"Area {k}") for k in range(1, 4))


def _said(items: int) -> Said:
    chance = np.random.default_rng(7)
    now = datetime.now(UTC).timestamp()
    share = np.sqrt(chance.random(items))  # more every month
    times = np.sort(now - 600 - (1 - share) * DAYS * 86_400)
    channels = _pick(chance, CHANNELS, items)
    accounts = _zipf(chance, ACCOUNTS, items, 0.7)
    known = chance.random(items) < 0.65
    accounts = np.where(known, accounts, 0)
    # each account has three contacts, ids 3a-2 … 3a; half of what is known has one
    third = chance.integers(0, 3, items)
    contacts = np.where(known & (chance.random(items) < 0.7), accounts * 3 - third, 0)
    themes = chance.permutation(150)[_zipf(chance, 150, items, 0.6) - 1] + 1
    themes = np.where(chance.random(items) < 0.9, themes, 0)
    return Said(times, themes, accounts, contacts, channels, _pick(chance, STATES, items))


def customers(said: Said) -> None:
    """Accounts and contacts with how often they were heard."""
    from sous.customers.models import Account, Consent, Contact
    from sous.customers.rules.words import search_name

    chance = random.Random(1)
    now = stamp(said.times[-1])
    heard = np.bincount(said.accounts, minlength=ACCOUNTS + 1)
    last = np.zeros(ACCOUNTS + 1)
    last[said.accounts] = said.times
    plans = _pick(np.random.default_rng(2), PLANS, ACCOUNTS)

    def accounts() -> Iterator[tuple[Any, ...]]:
        for pk in range(1, ACCOUNTS + 1):
            name = f"{words.rare(chance)} {chance.choice(['GmbH', 'SA', 'Oy', 'Ltd', 'NV', 'AB'])}"
            domain = f"{name.split()[0].lower()}{pk}.example"
            plan = plans[pk - 1]
            paid = {"Free": 0, "Team": 4_000, "Business": 30_000, "Enterprise": 160_000}[plan]
            revenue = round(paid * chance.uniform(0.3, 3), 2) if paid else None
            renewal = (datetime.now(UTC) + timedelta(days=chance.randrange(365))).date()
            yield (
                pk, name, search_name(name, domain), domain, f"A-{pk}", plan,
                chance.choice(["small", "middle", "large"]),
                chance.choice(["customer", "customer", "trial", "churned"]),
                chance.choice(["good", "good", "at_risk", "poor", ""]),
                chance.choice(["Retail", "Health", "Logistics", "Public sector"]),
                chance.choice(COUNTRIES), chance.randrange(1, 2_000),
                None if revenue is None else str(revenue), "EUR" if paid else "",
                renewal.isoformat() if paid else None,
                chance.randrange(1, 20) if chance.random() < 0.6 else None,
                json.dumps({"region": chance.choice(["north", "south"])}), "crm", 1, now, now,
                int(heard[pk]), stamp(last[pk]) if heard[pk] else None,
            )  # fmt: skip

    names = (
        "id", "name", "search_name", "domain", "external_id", "plan", "tier", "stage", "health",
        "industry", "country", "seats", "revenue", "currency", "renewal_on", "owner_id",
        "properties", "source", "version", "created_at", "updated_at", "feedback_count",
        "last_feedback_at",
    )  # fmt: skip
    with without_indexes(Account):
        fill(Account, names, accounts())

    heard_of = np.bincount(said.contacts, minlength=CONTACTS + 1)
    last_of = np.zeros(CONTACTS + 1)
    last_of[said.contacts] = said.times
    domains = dict(Account.objects.values_list("pk", "domain"))

    def contacts() -> Iterator[tuple[Any, ...]]:
        for pk in range(1, CONTACTS + 1):
            account = (pk + 2) // 3
            name = f"{chance.choice(words.NAMES)} {chance.choice(words.SURNAMES)}"
            email = f"{name.split()[0].lower()}.{pk}@{domains[account]}"
            yield (
                pk, name, search_name(name, email), email, domains[account], account,
                chance.choice(["Head of operations", "Buyer", "Developer", ""]), "en", "", "{}",
                "crm", 1, now, now, int(heard_of[pk]),
                stamp(last_of[pk]) if heard_of[pk] else None,
            )  # fmt: skip

    names = (
        "id", "name", "search_name", "email", "email_domain", "account_id", "title", "language",
        "external_id", "properties", "source", "version", "created_at", "updated_at",
        "feedback_count", "last_feedback_at",
    )  # fmt: skip
    with without_indexes(Contact):
        fill(Contact, names, contacts())
    consents = (
        (pk, "research", "given" if pk % 3 else "refused", "form", now)
        for pk in range(1, CONTACTS, 4)
    )
    fill(Consent, ("contact_id", "purpose", "state", "source", "changed_at"), consents)


ITEM = (
    "id", "text", "title", "source", "source_id", "url", "channel", "said_at", "author_name",
    "author_email", "rating", "rating_scale", "app_version", "votes", "parts", "properties", "raw",
    "digest", "key", "checksum", "received_at", "imported_by_id", "state", "kind", "kind_by",
    "sentiment", "sentiment_by", "language", "tags", "account_id", "contact_id", "product_id",
    "assignee_id", "duplicate_of_id",
)  # fmt: skip


def segments() -> None:
    """Two saved rules: one account in twelve, and seven in ten."""
    from django.utils import timezone

    from sous.customers.models import Segment

    now = timezone.now()
    conditions = {
        "Enterprise": {"field": "plan", "op": "is", "value": ["Enterprise"]},
        "Paying": {"field": "plan", "op": "is", "value": ["Team", "Business", "Enterprise"]},
    }
    for name, condition in conditions.items():
        rule = {"match": "all", "conditions": [condition]}
        Segment.objects.create(name=name, rule=rule, created_at=now, updated_at=now)


def feedback(said: Said) -> None:
    """The items, under sixty imports, and how many are in each state."""
    from sous.feedback.models import Import, Item

    now = stamp(said.times[-1])
    imports = (
        (n, f"export-{n}.csv", f"imports/{n}.csv", 1_000_000, "generic", "done", 10, 1, now, now)
        for n in range(1, 61)
    )
    names = (
        "id", "name", "file", "size", "format", "state", "rows", "created_by_id", "created_at",
        "finished_at",
    )  # fmt: skip
    fill(Import, names, imports)
    with without_indexes(Item):
        fill(Item, ITEM, _items(said))


def _items(said: Said) -> Iterator[tuple[Any, ...]]:
    chance = random.Random(3)
    draw = np.random.default_rng(4)
    n = len(said.times)
    subjects = words.subjects()
    vague = words.Subject("", "", "", 0.0, ["everything is fine so far", "no complaints from us"])
    languages = _pick(draw, LANGUAGES, n)
    votes = np.where(draw.random(n) < 0.06, draw.geometric(0.05, n), 0).tolist()
    luck = draw.random((n, 5))
    themes, accounts = said.themes.tolist(), said.accounts.tolist()
    contacts = said.contacts.tolist()
    for place in range(n):
        pk, at, channel = place + 1, stamp(said.times[place]), said.channels[place]
        subject = subjects[themes[place] - 1] if themes[place] else vague
        text = words.text(subject, chance)
        mark = sha256(text.encode()).hexdigest()
        rated = channel in {"review", "survey"}
        mood = max(-1.0, min(1.0, subject.mood + float(luck[place, 0] - 0.5)))
        rating = round(3 + 2 * mood) if rated else None
        judged = rated or luck[place, 1] < 0.6
        source = SOURCES.get(channel, "generic")
        raw = {"Ticket": pk, "Created": at, "Comment": text[:60], "Channel": channel}
        contact = contacts[place]
        yield (
            pk, text, subject.name[:80] if channel in {"issue", "portal"} else "", source,
            f"{source}-{pk}", f"https://{source}.example/{pk}" if pk % 3 else "", channel, at,
            words.NAMES[pk % 26] if not contact else "", f"c{contact}@x.example" if contact else "",
            rating, 5.0 if rated else None,
            f"{pk % 7}.{pk % 13}" if channel == "review" else "", votes[place], "[]",
            '{"device": "phone"}' if rated else "{}", json.dumps(raw), mark, f"{pk:032x}",
            mark[:32], at, pk * 60 // (n + 1) + 1, said.states[place],
            subject.kind if luck[place, 2] < 0.8 else "",
            ("person" if luck[place, 2] < 0.1 else "model") if luck[place, 2] < 0.8 else "",
            round(mood, 3) if judged else None,
            ("rating" if rated else "model") if judged else "", languages[place],
            json.dumps([TAGS[pk % 8]]) if luck[place, 3] < 0.15 else "[]",
            accounts[place] or None, contact or None, themes[place] % PRODUCTS + 1,
            pk % 20 + 1 if luck[place, 4] < 0.08 else None, None,
        )  # fmt: skip


def understanding(said: Said) -> None:
    """Groups, themes, a finished build, vectors near their theme's centre, memberships."""
    from sous.insights import queries
    from sous.insights.models import ItemVector, Membership, Run, Theme

    now = datetime.now(UTC)
    subjects = words.subjects()
    groups = {name: 150 + place for place, name in enumerate(words.GROUPS, start=1)}
    draw = np.random.default_rng(5)
    centres = draw.normal(size=(151, VECTOR)).astype(np.float32)
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    first = {int(t): int(i) + 1 for i, t in reversed(list(enumerate(said.themes[:20_000])))}
    Theme.objects.bulk_create(
        Theme(id=pk, name=name, is_group=True, state="active", created_at=now)
        for name, pk in groups.items()
    )
    Theme.objects.bulk_create(
        Theme(
            id=pk, name=subject.name, parent_id=groups[subject.group], state="active",
            keywords=subject.name.lower().split(), quotes=[first[pk]] if pk in first else [],
            centre=centres[pk].astype(np.float16).tobytes(), created_at=now,
        )
        for pk, subject in enumerate(subjects, start=1)
    )  # fmt: skip
    if connection.vendor == "postgresql":
        from bulk import reset_sequence

        reset_sequence(Theme)
    encoder = queries.encoder().name
    Run.objects.create(
        state="done", encoder=encoder, items=len(said.times), themes=150,
        places=list(range(1, 151)), started_at=now - timedelta(hours=1), finished_at=now,
    )  # fmt: skip

    def vectors() -> Iterator[tuple[Any, ...]]:
        for start in range(0, len(said.times), 10_000):
            near = centres[said.themes[start : start + 10_000]]
            noise = draw.normal(scale=0.04, size=near.shape).astype(np.float32)
            rows = near + noise
            peaks = np.abs(rows).max(axis=1, keepdims=True)
            packed = np.rint(rows * (127 / peaks)).astype(np.int8)
            for place, row in enumerate(packed):
                pk = start + place + 1
                if said.states[pk - 1] != "spam":
                    yield pk, encoder, row.tobytes(), pk

    with without_indexes(ItemVector):
        fill(ItemVector, ("item_id", "model", "data", "twin"), vectors())

    def memberships() -> Iterator[tuple[Any, ...]]:
        scores = np.round(draw.beta(6, 2, len(said.times)), 4).tolist()
        at = stamp(now.timestamp())
        themes = said.themes.tolist()
        for pk, theme in enumerate(themes, start=1):
            if said.states[pk - 1] != "spam":
                moment = stamp(said.times[pk - 1])
                by = "person" if pk % 500 == 0 else "model"
                yield pk, theme or None, scores[pk - 1], by, at, moment, False, True, 0

    names = (
        "item_id", "theme_id", "score", "by", "at", "said_at", "behind", "counted", "twins",
    )  # fmt: skip
    with without_indexes(Membership):
        fill(Membership, names, memberships())


KINDS = {
    "feedback.items_triaged": "archived 12 items",
    "feedback.items_edited": "changed the kind of 1 item",
    "feedback.quote_marked": "marked a quote",
    "customers.account_updated": "changed the plan",
    "insights.theme_renamed": "renamed a theme",
    "kernel.comment_added": "commented",
}


def history(said: Said) -> None:
    """Quotes, saved views, and one journal entry for every ten items with two mentions each."""
    from sous.feedback.models import Item, Quote, SavedView
    from sous.kernel.models import JournalEntry, JournalMention

    n = len(said.times)
    now = stamp(said.times[-1])
    texts = Item.objects.filter(pk__lte=n // 50).values_list("pk", "text").iterator()
    quotes = ((pk, 0, min(30, len(text)), text[:30], "Owner", now) for pk, text in texts)
    names = ("item_id", "start", "end", "text", "created_by", "created_at")
    fill(Quote, names, list(quotes))
    queries = ["state=new", "state=new&channel=review", "kind=problem&mood=negative", "tag=vip"]
    SavedView.objects.bulk_create(
        SavedView(name=f"View {k}", query=query, created_at=datetime.now(UTC))
        for k, query in enumerate(queries, start=1)
    )
    entries = n // 10
    chance = random.Random(6)
    kinds = list(KINDS.items())
    before = JournalEntry.objects.count()
    times = said.times[:: max(1, n // entries)].tolist()

    def journal() -> Iterator[tuple[Any, ...]]:
        for place in range(entries):
            kind, line = chance.choice(kinds)
            user = chance.randrange(1, 28)
            about = f"FB-{chance.randrange(1, n + 1)}"
            at = stamp(times[min(place, len(times) - 1)])
            yield (
                before + place + 1, at, kind, "person", words.NAMES[user % 26], user, about, line,
                json.dumps({"count": place % 12}),
            )  # fmt: skip

    names = ("id", "at", "kind", "actor_kind", "actor_name", "user_id", "subject", "line", "data")
    with without_indexes(JournalEntry):
        fill(JournalEntry, names, journal())
    chance = random.Random(8)
    mentions = (
        (before + place + 1, ref)
        for place in range(entries)
        for ref in (f"FB-{chance.randrange(1, n + 1)}", f"ACC-{chance.randrange(1, ACCOUNTS + 1)}")
    )
    with without_indexes(JournalMention):
        fill(JournalMention, ("entry_id", "ref"), mentions)


def count_everything() -> None:
    """The numbers that the application keeps, counted by the application."""
    from django.utils import timezone

    from sous.feedback import commands as feedback_commands
    from sous.insights import queries
    from sous.insights.commands import count_theme
    from sous.insights.tasks.count import test_trends
    from sous.kernel.actors import Actor

    tallies = getattr(feedback_commands, "recount_all", None)
    if tallies:
        with transaction.atomic():
            tallies()
    latest = queries.latest_said()
    while todo := queries.stale_themes():
        for pk in todo:
            count_theme(actor=Actor.system(), at=timezone.now(), theme_id=pk, latest=latest)
    test_trends()


def index_words() -> None:
    """Whatever the search keeps beside the items."""
