"""Writes the demo world's own side and its customers, through the rooms' commands."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from sous.customers import commands as customers
from sous.customers.choices import ConsentState
from sous.customers.models import Account as KeptAccount
from sous.customers.models import Consent, Contact, Segment
from sous.demo import manifest
from sous.demo.world import Account, Rule, World
from sous.demo.world import Segment as DemoSegment
from sous.kernel.actors import Actor
from sous.kernel.models import User
from sous.organization import commands as organization
from sous.organization.models import Area, Member, Product, Team

CONSENT_SOURCE = {"given": "Asked at onboarding", "refused": "Wrote to support"}


@transaction.atomic
def load_customers(actor: Actor, at: datetime, world: World) -> None:
    """Products, areas, teams with their members, accounts, contacts, consent and segments.

    ``at`` is today's place in the world. Colleagues that exist as people (by e-mail) become
    members and owners; the others are left out. What is there already is left as it is.
    """
    people = dict(User.objects.values_list("email", "pk"))
    emails = {person.key: person.email for person in world.people}
    _products(actor, at, world, _teams(actor, at, world, people))
    rows = [_account_row(account, at, emails) for account in world.accounts]
    before = set(KeptAccount.objects.values_list("pk", flat=True))
    done = customers.upsert_accounts(actor=actor, at=at, rows=rows, source="demo")
    manifest.note(KeptAccount, [pk for pk in done.ids if pk and pk not in before])
    _contacts(actor, at, world)
    known = set(Segment.objects.values_list("name", flat=True))
    for segment in world.segments:
        if segment.name not in known:
            made = customers.create_segment(
                actor=actor,
                at=at,
                name=segment.name,
                description=segment.about,
                rule=rule_of(segment),
            )
            manifest.note(Segment, [made.pk])


def rule_of(segment: DemoSegment) -> dict[str, Any]:
    """A segment of the world as a rule of the customers room."""
    return {"match": segment.match, "conditions": [_condition(rule) for rule in segment.rules]}


def _condition(rule: Rule) -> dict[str, Any]:
    field, op, value = rule.field, rule.op, rule.value
    if field == "renews_in":
        return {"field": "renewal", "op": "within", "value": value}
    if field == "employees":
        return {"field": "property", "name": "employees", "op": op, "value": value}
    if field.startswith("custom."):
        name = field.removeprefix("custom.")
        return {"field": "property", "name": name, "op": op, "value": value}
    op = "is" if op in {"is", "in"} else op
    if op == "is":
        value = value if isinstance(value, list) else [value]
    return {"field": field, "op": op, "value": value}


def _teams(actor: Actor, at: datetime, world: World, people: Mapping[str, int]) -> dict[str, int]:
    known = dict(Team.objects.values_list("name", "pk"))
    members = set(Member.objects.values_list("team_id", "user_id"))
    found = {}
    for team in world.teams:
        if team.name not in known:
            made = organization.create_team(
                actor=actor, at=at, name=team.name, description=team.about
            )
            manifest.note(Team, [made.pk])
            known[team.name] = made.pk
        found[team.key] = known[team.name]
    for person in world.people:
        team_id, user_id = found.get(person.team), people.get(person.email)
        if team_id and user_id and (team_id, user_id) not in members:
            organization.add_member(
                actor=actor, at=at, team_id=team_id, user_id=user_id, title=person.title
            )
    return found


def _products(actor: Actor, at: datetime, world: World, teams: Mapping[str, int]) -> None:
    known = dict(Product.objects.values_list("name", "pk"))
    areas = set(Area.objects.values_list("product_id", "name"))
    products = {}
    for product in world.products:
        if product.name not in known:
            made = organization.create_product(
                actor=actor, at=at, name=product.name, description=product.about
            )
            manifest.note(Product, [made.pk])
            known[product.name] = made.pk
        products[product.key] = known[product.name]
    for area in world.areas:
        if (products[area.product], area.name) not in areas:
            new = organization.create_area(
                actor=actor,
                at=at,
                name=area.name,
                product_id=products[area.product],
                team_id=teams[area.team],
            )
            manifest.note(Area, [new.pk])


def _account_row(account: Account, at: datetime, emails: Mapping[str, str]) -> dict[str, Any]:
    today = at.date()
    renews = None if account.renews_in is None else today + timedelta(days=account.renews_in)
    return {
        "name": account.name,
        "domain": account.domain,
        "plan": account.plan,
        "tier": account.tier,
        "stage": account.stage,
        "health": account.health,
        "industry": account.industry,
        "country": account.country,
        "revenue": account.arr,
        "currency": account.currency,
        "renewal_on": renews,
        "signed_on": today - timedelta(days=account.customer_for),
        "owner_email": emails[account.owner],
        "properties": {"employees": account.employees, **account.custom},
    }


def _contacts(actor: Actor, at: datetime, world: World) -> None:
    rows = [
        {"email": c.email, "name": c.name, "title": c.role, "language": c.language}
        for c in world.contacts
    ]
    before = set(Contact.objects.values_list("pk", flat=True))
    done = customers.upsert_contacts(actor=actor, at=at, rows=rows, source="demo")
    manifest.note(Contact, [pk for pk in done.ids if pk and pk not in before])
    asked = set(Consent.objects.values_list("contact_id", "purpose"))
    for contact, pk in zip(world.contacts, done.ids, strict=True):
        for purpose, state in contact.consent.items():
            if pk is None or state == ConsentState.UNKNOWN or (pk, purpose) in asked:
                continue
            customers.set_consent(
                actor=actor,
                at=at,
                contact_id=pk,
                purpose=purpose,
                state=state,
                source=CONSENT_SOURCE[state],
                said_at=at - timedelta(days=30),
            )
