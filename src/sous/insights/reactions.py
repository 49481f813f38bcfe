"""What the insights room does when feedback or customers change."""

import inspect
from importlib import import_module
from importlib.util import find_spec

from sous.feedback import events as feedback_events
from sous.kernel import jobs
from sous.kernel.events import Event
from sous.kernel.journal import reacts_to
from sous.kernel.models import JournalEntry


def _all(name: str) -> list[type[Event]]:
    """Every event of a room: whatever it announces may touch what was counted."""
    if find_spec(name) is None:
        return []
    module = import_module(name)
    return [
        value
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, Event) and value is not Event
    ]


def _about_items() -> list[type[Event]]:
    """All that happens to items, but for what this room itself thinks of them."""
    return [
        event
        for event in _all("sous.feedback.events")
        if event is not feedback_events.ItemsEstimated
    ]


@reacts_to(*_about_items())
def feedback_changed(entry: JournalEntry) -> None:
    """Whatever happened to items: understand what is new, and count again what it touched."""
    ids = list(entry.data.get("item_ids") or ())
    if entry.data.get("item_id"):
        ids.append(entry.data["item_id"])
    if ids and entry.kind != feedback_events.ItemSubmitted.kind:
        jobs.enqueue("sous.insights.tasks.look_again", ids)
    if entry.kind == feedback_events.ItemsImported.kind and entry.data.get("updated"):
        jobs.enqueue_once("sous.insights.tasks.look_at_import", entry.data["import_id"])
    jobs.enqueue_once("sous.insights.tasks.understand")


@reacts_to(*_all("sous.customers.events"))
def customers_changed(entry: JournalEntry) -> None:
    """Accounts moved, merged or changed their plan: the themes they speak about count again."""
    refs = [entry.subject, *entry.mentions.values_list("ref", flat=True)]
    ids = sorted({int(ref[4:]) for ref in refs if ref.startswith("ACC-")})
    if ids:
        jobs.enqueue_once("sous.insights.tasks.look_at_accounts", ids[:1_000])
