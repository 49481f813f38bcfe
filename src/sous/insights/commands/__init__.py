"""Every write of the insights room."""

from sous.insights.commands.building import (
    fail_run,
    form_themes,
    place_items,
    rebuild_themes,
    start_run,
    switch_themes,
)
from sous.insights.commands.counting import count_theme, note_emerging, note_trends
from sous.insights.commands.edits import (
    dismiss_theme,
    pin_theme,
    place_theme,
    rename_theme,
    restore_theme,
)
from sous.insights.commands.forgetting import forget_themes
from sous.insights.commands.shaping import (
    confirm_quotes,
    merge_themes,
    move_quotes,
    split_theme,
    undo_edit,
)
from sous.insights.commands.summaries import keep_summary
from sous.insights.commands.understanding import (
    flag_emerging,
    follow_dates,
    forget_spam,
    grow_emerging,
    keep_twins,
    keep_understanding,
    mark_stale,
)
from sous.insights.commands.words import keep_words

__all__ = [
    "confirm_quotes",
    "count_theme",
    "dismiss_theme",
    "fail_run",
    "flag_emerging",
    "follow_dates",
    "forget_spam",
    "forget_themes",
    "form_themes",
    "grow_emerging",
    "keep_summary",
    "keep_twins",
    "keep_understanding",
    "keep_words",
    "mark_stale",
    "merge_themes",
    "move_quotes",
    "note_emerging",
    "note_trends",
    "pin_theme",
    "place_items",
    "place_theme",
    "rebuild_themes",
    "rename_theme",
    "restore_theme",
    "split_theme",
    "start_run",
    "switch_themes",
    "undo_edit",
]
