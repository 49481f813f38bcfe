"""Every write of the feedback room."""

from sous.feedback.commands.edits import (
    assign_items,
    judge_items,
    merge_duplicates,
    set_customer,
    set_product,
    tag_items,
    triage_items,
    undo_change,
)
from sous.feedback.commands.estimates import estimate_items
from sous.feedback.commands.following import (
    count_voices,
    follow_account,
    follow_contact,
    forget_authors,
    return_items,
    settle_contacts,
)
from sous.feedback.commands.import_choices import choose_import, note_check, upload_import
from sous.feedback.commands.import_run import (
    fail_import,
    finish_import,
    import_rows,
    start_import,
)
from sous.feedback.commands.import_undo import (
    discard_import,
    finish_undo,
    undo_import,
    undo_rows,
)
from sous.feedback.commands.items import submit_item
from sous.feedback.commands.quotes import mark_quote, mark_words, remove_quote
from sous.feedback.commands.views import delete_view, save_view

__all__ = [
    "assign_items",
    "choose_import",
    "count_voices",
    "delete_view",
    "discard_import",
    "estimate_items",
    "fail_import",
    "finish_import",
    "finish_undo",
    "follow_account",
    "follow_contact",
    "forget_authors",
    "import_rows",
    "judge_items",
    "mark_quote",
    "mark_words",
    "merge_duplicates",
    "note_check",
    "remove_quote",
    "return_items",
    "save_view",
    "set_customer",
    "set_product",
    "settle_contacts",
    "start_import",
    "submit_item",
    "tag_items",
    "triage_items",
    "undo_change",
    "undo_import",
    "undo_rows",
    "upload_import",
]
