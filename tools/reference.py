"""Write what can be read off the code: the shell's commands and the API's description.

``python tools/reference.py`` writes the files; ``--check`` fails when they are out of date.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
CLI, API = REFERENCE / "cli.md", REFERENCE / "openapi.json"


def shell_reference() -> str:
    """Every command with its parameters, as Markdown."""
    import typer

    from sous.cli.root import app
    from sous.mcp import command

    command.install(app)
    lines = ["# The command line", "", "Out of the code by `make docs`.", ""]
    _describe(typer.main.get_command(app), "sous", lines)
    return "\n".join(lines).rstrip() + "\n"


def _describe(command: Any, path: str, lines: list[str]) -> None:
    for name, child in sorted(getattr(command, "commands", {}).items()):
        if child.hidden:
            continue
        full = f"{path} {name}"
        if getattr(child, "commands", None):
            _describe(child, full, lines)
            continue
        lines += [f"## `{full}`", "", (child.help or "").strip(), ""]
        shown = [p for p in child.params if p.name != "help"]
        if shown:
            lines += ["| parameter | meaning |", "|---|---|"]
            lines += [f"| {_named(p)} | {getattr(p, 'help', '') or ''} |" for p in shown]
            lines.append("")


def _named(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{parameter.name.upper()}`"
    return ", ".join(f"`{word}`" for word in parameter.opts)


def api_description() -> str:
    """The OpenAPI document, with stable order and line breaks."""
    from sous.api import api

    document = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def main() -> int:
    """Write or check the files; returns the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sous.project.settings")
    os.environ.setdefault("SOUS_DATA", tempfile.mkdtemp())
    import django

    django.setup()
    stale = []
    for path, text in ((CLI, shell_reference()), (API, api_description())):
        if path.exists() and path.read_text() == text:
            continue
        stale.append(path.name)
        if "--check" not in sys.argv:
            path.write_text(text)
    if stale and "--check" in sys.argv:
        sys.stderr.write(f"Out of date: {', '.join(stale)}; run `make docs`\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
