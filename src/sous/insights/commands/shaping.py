"""What people change about which items belong together: merge, split, move, confirm; and undo."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from sous.feedback.models import Item
from sous.insights import events
from sous.insights.choices import Author, EditKind, ThemeState
from sous.insights.commands.edits import (
    record,
    recount,
    recount_groups,
    refs_of,
    say,
    shown_theme,
)
from sous.insights.models import EditedItem, Membership, Theme, ThemeEdit
from sous.insights.permissions import require_shape
from sous.kernel.actors import Actor
from sous.kernel.errors import Conflict, Invalid, NotFound

BATCH = 400
MOST_QUOTES = 5_000


@transaction.atomic
def merge_themes(
    *, actor: Actor, at: datetime, into_id: int, other_ids: Sequence[int]
) -> ThemeEdit:
    """Make several themes one, known as ``into_id``; their whole history moves with them."""
    require_shape(actor)
    others = [pk for pk in dict.fromkeys(other_ids) if pk != into_id]
    if not others:
        raise Invalid("Choose at least one other theme to merge.")
    into = shown_theme(into_id)
    merged = [shown_theme(pk) for pk in others]
    if into.is_group or any(theme.is_group for theme in merged):
        raise Invalid("Groups cannot be merged; move their themes instead.")
    edit = record(
        EditKind.MERGE,
        into,
        actor=actor,
        at=at,
        before={"states": {str(theme.pk): theme.state for theme in merged}},
        after={"names": [theme.name for theme in merged]},
        others=others,
    )
    members = Membership.objects.filter(theme__in=others)
    moved = _remember(edit, members.order_by("pk"), into.pk)
    members.update(theme=into, at=at)
    Theme.objects.filter(pk__in=others).update(state=ThemeState.MERGED, merged_into=into)
    if into.pinned is False and any(theme.pinned for theme in merged):
        Theme.objects.filter(pk=into.pk).update(pinned=True)
    if into.summary:
        Theme.objects.filter(pk=into.pk).update(summary=[], summary_by="")
    _recount(into, merged, actor=actor, at=at)
    names = [theme.name for theme in merged]
    event = events.ThemesMerged(
        into=into.name, names=names, items=moved, refs=refs_of(into.pk, *others)
    )
    say(event, actor=actor, at=at)
    return edit


def _recount(into: Theme, others: Sequence[Theme], *, actor: Actor, at: datetime) -> None:
    recount([into.pk, *(theme.pk for theme in others)], actor=actor, at=at)
    groups = {theme.parent_id for theme in [into, *others]}
    recount_groups(list(groups), actor=actor, at=at)


def _remember(edit: ThemeEdit, members: object, after: int | None) -> int:
    """Note where each item was before an edit. Returns how many."""
    count = 0
    rows = []
    for pk, theme, score, by in members.values_list("pk", "theme", "score", "by").iterator():  # type: ignore[attr-defined]
        rows.append(
            EditedItem(
                edit=edit,
                item_id=pk,
                before_id=theme,
                before_score=score,
                before_by=by,
                after_id=after,
            )
        )
        count += 1
        if len(rows) >= 2_000:
            EditedItem.objects.bulk_create(rows, batch_size=BATCH)
            rows = []
    EditedItem.objects.bulk_create(rows, batch_size=BATCH)
    return count


@transaction.atomic
def split_theme(
    *, actor: Actor, at: datetime, theme_id: int, parts: Mapping[str, Sequence[int]]
) -> list[Theme]:
    """Take parts out of a theme as themes of their own: name → item ids. The rest stays.

    Raises Invalid for a part without a name or without items of this theme.
    """
    require_shape(actor)
    theme = shown_theme(theme_id)
    if theme.is_group:
        raise Invalid("A group cannot be split; move its themes instead.")
    wanted = {" ".join(name.split()): list(dict.fromkeys(ids)) for name, ids in parts.items()}
    if not wanted or "" in wanted or not all(wanted.values()):
        raise Invalid("Each part needs a name and at least one quote.", {"parts": "Choose parts."})
    chosen = [pk for ids in wanted.values() for pk in ids]
    if len(chosen) != len(set(chosen)):
        raise Invalid("A quote can go to one part only.")
    here = set()
    for start in range(0, len(chosen), BATCH):
        rows = Membership.objects.filter(theme=theme, pk__in=chosen[start : start + BATCH])
        here |= set(rows.values_list("pk", flat=True))
    if len(here) != len(chosen):
        raise Conflict("Some of these quotes are not in this theme any more. Reload the page.")
    if len(chosen) >= Membership.objects.filter(theme=theme).count():
        raise Invalid("Leave at least one quote in the theme, or rename it instead.")
    made = []
    edit = record(
        EditKind.SPLIT, theme, actor=actor, at=at, before={}, after={"names": list(wanted)}
    )
    for name, ids in wanted.items():
        part = Theme.objects.create(
            name=name[:200],
            name_by=Author.PERSON,
            parent=theme.parent,
            parent_by=theme.parent_by,
            state=ThemeState.ACTIVE,
            quotes=ids[:5],
            created_at=at,
        )
        made.append(part)
        _move(edit, ids, part.pk, at)
    edit.others = [part.pk for part in made]
    edit.save(update_fields=["others"])
    _recount(theme, made, actor=actor, at=at)
    event = events.ThemeSplit(
        name=theme.name,
        names=[part.name for part in made],
        refs=refs_of(theme.pk, *(part.pk for part in made)),
    )
    say(event, actor=actor, at=at)
    return list(Theme.objects.filter(pk__in=edit.others).order_by("pk"))


def _move(edit: ThemeEdit, ids: Sequence[int], theme: int | None, at: datetime) -> None:
    for start in range(0, len(ids), BATCH):
        members = Membership.objects.filter(pk__in=ids[start : start + BATCH])
        _remember(edit, members.order_by("pk"), theme)
        members.update(theme=theme, by=Author.PERSON, score=1.0, at=at, behind=False, twins=0)


@transaction.atomic
def move_quotes(
    *, actor: Actor, at: datetime, item_ids: Sequence[int], theme_id: int | None
) -> ThemeEdit | None:
    """Put items into a theme, or into none; there they stay in every later build.

    Returns None when all of them were there already by a person's word.
    """
    require_shape(actor)
    ids = _checked(item_ids)
    target = shown_theme(theme_id) if theme_id is not None else None
    if target is not None and target.is_group:
        raise Invalid("Choose a theme rather than a group.")
    _join(ids, at)
    members = Membership.objects.filter(pk__in=ids)
    todo = list(
        members.exclude(by=Author.PERSON, theme=target).order_by("pk").values_list("pk", "theme_id")
    )
    if not todo:
        return None
    touched = sorted({theme for _, theme in todo if theme is not None})
    subject = target or Theme.objects.filter(pk__in=touched).order_by("pk").first()
    if subject is None:
        return None
    same = target is not None and all(theme == target.pk for _, theme in todo)
    kind = EditKind.CONFIRM if same else EditKind.MOVE
    edit = record(
        kind,
        subject,
        actor=actor,
        at=at,
        before={},
        after={"items": len(todo), "theme": target.name if target else ""},
        others=[pk for pk in touched if pk != subject.pk],
    )
    _move(edit, [pk for pk, _ in todo], target.pk if target else None, at)
    others = list(Theme.objects.filter(pk__in=touched).exclude(pk=subject.pk))
    _recount(subject, others, actor=actor, at=at)
    refs = refs_of(subject.pk, *edit.others)
    refs += tuple(f"FB-{pk}" for pk, _ in todo[:200])
    name = target.name if target else ""
    event = (
        events.QuotesConfirmed(name=name, items=len(todo), refs=refs)
        if same
        else events.QuotesMoved(name=name, items=len(todo), refs=refs)
    )
    say(event, actor=actor, at=at)
    return edit


@transaction.atomic
def confirm_quotes(
    *, actor: Actor, at: datetime, item_ids: Sequence[int], theme_id: int
) -> ThemeEdit | None:
    """Say that items are right where they are; they stay there in every later build."""
    require_shape(actor)
    ids = _checked(item_ids)
    here = Membership.objects.filter(pk__in=ids, theme=theme_id).count()
    if here != len(ids):
        raise Conflict("Some of these quotes are not in this theme any more. Reload the page.")
    return move_quotes(actor=actor, at=at, item_ids=ids, theme_id=theme_id)


def _checked(item_ids: Sequence[int]) -> list[int]:
    ids = list(dict.fromkeys(item_ids))
    if not ids:
        raise Invalid("Choose at least one quote.")
    if len(ids) > MOST_QUOTES:
        raise Invalid(f"At most {MOST_QUOTES:,} quotes at a time.")
    return ids


def _join(ids: Sequence[int], at: datetime) -> None:
    """Give items that nobody has placed yet a membership in no theme."""
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        said = dict(Item.objects.filter(pk__in=part).values_list("pk", "said_at"))
        if len(said) != len(part):
            raise NotFound("Some of these items are gone. Reload the page.")
        Membership.objects.bulk_create(
            [Membership(item_id=pk, at=at, said_at=said[pk]) for pk in part],
            ignore_conflicts=True,
        )


@transaction.atomic
def undo_edit(*, actor: Actor, at: datetime, edit_id: int) -> ThemeEdit:
    """Take an edit back. Raises Conflict when a later edit stands on it."""
    require_shape(actor)
    edit = ThemeEdit.objects.select_for_update().select_related("theme").filter(pk=edit_id).first()
    if edit is None:
        raise NotFound("There is no such edit.")
    if edit.undone_at is not None:
        raise Conflict("This edit was undone already.")
    _check_nothing_later(edit)
    touched = {edit.theme_id, *edit.others}
    match edit.kind:
        case EditKind.RENAME:
            fields = {"name": edit.before["name"], "name_by": edit.before["by"]}
            Theme.objects.filter(pk=edit.theme_id).update(**fields)
        case EditKind.DISMISS | EditKind.RESTORE:
            Theme.objects.filter(pk=edit.theme_id).update(state=edit.before["state"])
        case EditKind.PIN | EditKind.UNPIN:
            Theme.objects.filter(pk=edit.theme_id).update(pinned=edit.before["pinned"])
        case EditKind.PLACE:
            touched |= _undo_place(edit)
        case _:
            touched |= _undo_items(edit, at)
    edit.undone_at, edit.undone_by = at, actor.name[:200]
    edit.save(update_fields=["undone_at", "undone_by"])
    themes = list(Theme.objects.filter(pk__in={pk for pk in touched if pk}))
    recount([theme.pk for theme in themes], actor=actor, at=at)
    groups = [theme.parent_id for theme in themes] + [t.pk for t in themes if t.is_group]
    recount_groups(groups, actor=actor, at=at)
    event = events.EditUndone(
        edit_id=edit.pk,
        name=edit.theme.name,
        what=EditKind(edit.kind).label,
        refs=refs_of(edit.theme_id, *edit.others),
    )
    say(event, actor=actor, at=at)
    return edit


def _check_nothing_later(edit: ThemeEdit) -> None:
    later = ThemeEdit.objects.filter(pk__gt=edit.pk, undone_at=None)
    same = later.filter(theme=edit.theme_id, kind=edit.kind)
    if edit.kind in {EditKind.RENAME, EditKind.PLACE} and same.exists():
        raise Conflict("There is a later change of the same kind. Undo that one first.")
    gone = Theme.objects.filter(
        pk__in=[edit.theme_id, *edit.others], state=ThemeState.MERGED
    ).exclude(merged_into=edit.theme_id if edit.kind == EditKind.MERGE else None)
    if gone.exists():
        raise Conflict("One of these themes was merged later. Undo that merge first.")


def _undo_place(edit: ThemeEdit) -> set[int]:
    parent, group = edit.before["parent"], edit.after["parent"]
    if parent is not None and not Theme.objects.filter(pk=parent).exists():
        parent = None
    Theme.objects.filter(pk=edit.theme_id).update(parent=parent, parent_by=edit.before["by"])
    return {pk for pk in (parent, group) if pk is not None}


def _undo_items(edit: ThemeEdit, at: datetime) -> set[int]:
    """Items go back where they were, unless a later edit moved them on."""
    touched: set[int] = set()
    rows = EditedItem.objects.filter(edit=edit).order_by("before", "before_by", "pk")
    back: dict[tuple[int | None, str, float, int | None], list[int]] = {}
    for row in rows.iterator():
        key = (row.before_id, row.before_by, row.before_score, row.after_id)
        back.setdefault(key, []).append(row.item_id)
    for (before, by, score, after), ids in back.items():
        for start in range(0, len(ids), BATCH):
            Membership.objects.filter(pk__in=ids[start : start + BATCH], theme=after).update(
                theme=before, by=by, score=score, at=at, behind=False, twins=0
            )
        touched |= {pk for pk in (before, after) if pk is not None}
    if edit.kind == EditKind.MERGE:
        for pk, state in edit.before["states"].items():
            Theme.objects.filter(pk=int(pk), merged_into=edit.theme_id).update(
                state=state, merged_into=None
            )
    return touched
