"""What the demo's customers said: brought in as a newcomer would, by files, and then triaged."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from sous.demo import manifest
from sous.demo.world import Item, World, said_at
from sous.engines.tables import Mapping
from sous.feedback import commands, tasks
from sous.feedback.choices import ImportState
from sous.feedback.models import Import
from sous.feedback.models import Item as KeptItem
from sous.kernel.actors import Actor
from sous.kernel.commands import add_comment
from sous.kernel.models import Comment, User
from sous.kernel.refs import make_ref

COLUMNS = (
    "text title source_id url created_at author_name author_email account_domain account_name "
    "kind rating language product app_version tags votes"
)
FILES = {
    ("support", None): "Help desk.jsonl",
    ("portal", None): "Ideas from the portal.jsonl",
    ("review", 5): "App store reviews.jsonl",
    ("survey", 5): "Satisfaction after support.jsonl",
    ("survey", 10): "Quarterly NPS.jsonl",
    ("sales", None): "Notes from sales calls.jsonl",
    ("interview", None): "Interview highlights.jsonl",
    ("in_app", None): "Said inside the app.jsonl",
    ("issue", None): "Integrators' issues.jsonl",
}


def load_feedback(actor: Actor, at: datetime, world: World) -> None:
    """Import each channel as a file of its own, then triage and remark as the colleagues did."""
    groups: dict[tuple[str, int | None], list[Item]] = defaultdict(list)
    for item in world.items:
        groups[item.channel, item.rating_scale].append(item)
    for (channel, scale), items in groups.items():
        name = FILES.get((channel, scale)) or FILES.get((channel, None)) or f"{channel}.jsonl"
        _import(actor, at, world, name, channel, scale, items)
    ids = dict(
        KeptItem.objects.filter(source_id__in=[item.id for item in world.items]).values_list(
            "source_id", "pk"
        )
    )
    _triage(actor, at, world.items, ids)
    _remark(world, at, ids)


def _import(
    actor: Actor,
    at: datetime,
    world: World,
    name: str,
    channel: str,
    scale: int | None,
    items: Iterable[Item],
) -> None:
    if Import.objects.filter(name=name, state=ImportState.DONE).exists():
        return
    lines = [json.dumps(_row(item, world, at), ensure_ascii=False) for item in items]
    file = ContentFile("\n".join(lines).encode(), name=name)
    with transaction.atomic():
        imported = commands.upload_import(actor=actor, at=at, name=name, file=file, check=False)
        manifest.note(Import, [imported.pk])
    columns = {column: column for column in COLUMNS.split()}
    mapping = Mapping(columns=columns, rating_scale=scale).as_dict()
    commands.choose_import(
        actor=actor,
        at=at,
        import_id=imported.pk,
        format_key="table",
        mapping=mapping,
        options={"channel": channel},
        check=False,
    )
    commands.start_import(actor=actor, at=at, import_id=imported.pk, background=False)
    tasks.work_import(imported.pk)


def _row(item: Item, world: World, at: datetime) -> dict[str, Any]:
    contact = next((who for who in world.contacts if who.key == item.contact), None)
    key = item.account or (contact.account if contact else None)
    account = next((who for who in world.accounts if who.key == key), None)
    product = next((made.name for made in world.products if made.key == item.product), "")
    return {
        "text": item.text,
        "title": item.title or "",
        "source_id": item.id,
        "url": item.url or "",
        "created_at": said_at(item, at).isoformat(),
        "author_name": contact.name if contact else item.nickname or "",
        "author_email": contact.email if contact else "",
        "account_domain": account.domain if account else "",
        "account_name": account.name if account else "",
        "kind": item.kind or "",
        "rating": "" if item.rating is None else item.rating,
        "language": item.language,
        "product": product,
        "app_version": item.version or "",
        "tags": ", ".join(item.tags),
        "votes": "" if item.votes is None else item.votes,
    }


def _triage(actor: Actor, at: datetime, items: Iterable[Item], ids: dict[str, int]) -> None:
    states: dict[str, list[int]] = defaultdict(list)
    for item in items:
        if item.state != "new" and item.id in ids:
            states[item.state].append(ids[item.id])
    for state, pks in states.items():
        commands.triage_items(actor=actor, at=at, item_ids=pks, state=state)


def _remark(world: World, at: datetime, ids: dict[str, int]) -> None:
    people = {person.key: person.email for person in world.people}
    users = {user.email: user for user in User.objects.filter(email__in=people.values())}
    items = {item.id: item for item in world.items}
    for remark in world.remarks:
        if remark.item not in ids:
            continue
        ref = make_ref(KeptItem, ids[remark.item])
        if Comment.objects.filter(ref=ref, text=remark.text).exists():
            continue
        when = min(at, said_at(items[remark.item], at) + timedelta(hours=remark.after))
        author = Actor.for_user(users[people[remark.person]])
        add_comment(actor=author, at=when, ref=ref, text=remark.text)
