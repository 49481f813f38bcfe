"""Every write of the organization room."""

from sous.organization.commands.areas import (
    archive_area,
    change_area,
    create_area,
    remove_area,
    restore_area,
)
from sous.organization.commands.members import add_member, change_member, remove_member
from sous.organization.commands.products import (
    archive_product,
    change_product,
    create_product,
    remove_product,
    restore_product,
)
from sous.organization.commands.teams import (
    archive_team,
    change_team,
    create_team,
    remove_team,
    restore_team,
)

__all__ = [
    "add_member",
    "archive_area",
    "archive_product",
    "archive_team",
    "change_area",
    "change_member",
    "change_product",
    "change_team",
    "create_area",
    "create_product",
    "create_team",
    "remove_area",
    "remove_member",
    "remove_product",
    "remove_team",
    "restore_area",
    "restore_product",
    "restore_team",
]
