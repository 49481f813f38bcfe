"""Every write of the kernel."""

from sous.kernel.commands.attachments import attach_file, delete_attachment
from sous.kernel.commands.comments import add_comment, delete_comment
from sous.kernel.commands.forgetting import forget_threads
from sous.kernel.commands.idempotency import begin_answer, drop_answer, store_answer
from sous.kernel.commands.jobs import retry_job
from sous.kernel.commands.links import link_things, unlink_things
from sous.kernel.commands.people import (
    accept_invitation,
    add_person,
    change_role,
    create_owner,
    deactivate_person,
    invite_person,
    reactivate_person,
    remove_person,
    rename_person,
    revoke_invitation,
    set_password,
)
from sous.kernel.commands.tokens import create_token, note_token_use, revoke_token

__all__ = [
    "accept_invitation",
    "add_comment",
    "add_person",
    "attach_file",
    "begin_answer",
    "change_role",
    "create_owner",
    "create_token",
    "deactivate_person",
    "delete_attachment",
    "delete_comment",
    "drop_answer",
    "forget_threads",
    "invite_person",
    "link_things",
    "note_token_use",
    "reactivate_person",
    "remove_person",
    "rename_person",
    "retry_job",
    "revoke_invitation",
    "revoke_token",
    "set_password",
    "store_answer",
    "unlink_things",
]
