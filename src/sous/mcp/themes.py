"""Tools about themes."""

from typing import Any

from django.utils import timezone

from sous.insights import commands, queries
from sous.kernel.actors import Actor
from sous.kernel.refs import parse_ref
from sous.mcp.marks import writes
from sous.shapes.insights import EvidenceShape, ThemeShape

MOST = 50


def list_themes(
    actor: Actor,
    product: str = "",
    segment: str = "",
    channel: str = "",
    last_days: int | None = None,
    sort: str = "-size",
    limit: int = 20,
) -> list[dict[str, Any]]:
    """What customers talk about: themes with size, accounts, revenue behind them and trend.

    ``product`` and ``segment`` are refs like PRD-1 and SEG-1. ``sort`` is size, accounts, revenue,
    sentiment, trend or last, with "-" for the largest first.
    """
    chosen = queries.ThemeFilter.of(
        {
            "product": product,
            "segment": segment,
            "channel": channel,
            "period": str(last_days) if last_days else "",
        }
    )
    rows = queries.filtered(list(queries.themes(actor)), chosen)
    found = queries.sorted_themes(rows, sort)[: max(1, min(limit, MOST))]
    return [ThemeShape.of(row).model_dump(mode="json") for row in found]


def read_theme(actor: Actor, ref: str, quotes: int = 8) -> dict[str, Any]:
    """One theme with its newest quotes and the accounts that say it most. ``ref`` is like TH-3."""
    theme = queries.theme(actor, queries.theme_id(ref))
    rows = queries.evidence(actor, theme)[: max(1, min(quotes, MOST))]
    accounts = queries.accounts_behind(theme)[:10]
    return {
        "theme": ThemeShape.of(theme).model_dump(mode="json"),
        "quotes": [EvidenceShape.of(row).model_dump(mode="json") for row in rows],
        "accounts": [
            {"ref": f"ACC-{r.account_id}", "name": r.account.name, "items": r.n} for r in accounts
        ],
    }


@writes
def rename_theme(actor: Actor, ref: str, name: str) -> dict[str, Any]:
    """Give a theme a name; later builds keep it."""
    pk = queries.theme_id(ref)
    done = commands.rename_theme(actor=actor, at=timezone.now(), theme_id=pk, name=name)
    return ThemeShape.of(done).model_dump(mode="json")


@writes
def merge_themes(actor: Actor, into: str, others: list[str]) -> dict[str, Any]:
    """Merge other themes into one, with their history. The answer's ``edit`` can be undone."""
    target = queries.theme_id(into)
    ids = [queries.theme_id(other) for other in others]
    edit = commands.merge_themes(actor=actor, at=timezone.now(), into_id=target, other_ids=ids)
    theme = ThemeShape.of(queries.theme(actor, target)).model_dump(mode="json")
    return {"edit": edit.pk, "theme": theme}


@writes
def move_quotes(actor: Actor, items: list[str], theme: str = "") -> dict[str, Any]:
    """Put items (refs like FB-12) into a theme, or with no theme given, out of any."""
    edit = commands.move_quotes(
        actor=actor,
        at=timezone.now(),
        item_ids=[parse_ref(item)[1] for item in items],
        theme_id=queries.theme_id(theme) if theme else None,
    )
    return {"edit": edit.pk if edit else None}


TOOLS = [list_themes, read_theme, rename_theme, merge_themes, move_quotes]
