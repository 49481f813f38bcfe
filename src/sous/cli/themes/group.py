"""A group of commands in which anything that is not a command is a file."""

from typing import Any

from typer.core import TyperGroup


class FileOrCommand(TyperGroup):
    """``sous themes reviews.csv`` means ``sous themes discover reviews.csv``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in {"--help", "-h"}:
            args = ["discover", *args]
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        formatter.write_usage(ctx.command_path, "FILE [--text COLUMN] [--out DIR] | COMMAND …")
