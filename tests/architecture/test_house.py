"""What a linter of imports cannot see: the shape of the rooms."""

import ast
import inspect
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey

SOURCE = Path(__file__).resolve().parents[2] / "src" / "sous"
ROOMS = ["kernel", "organization", "customers", "feedback", "insights"]
ROOM_MODULES = {
    "__init__", "apps", "choices", "commands", "events", "migrations", "models", "permissions",
    "queries", "reactions", "rules", "tasks",
}  # fmt: skip
KERNEL_MODULES = {"actors", "errors", "jobs", "journal", "paging", "refs", "search"}
MEETING_PLACES = {"models", "choices", "queries", "commands", "events"}


def _modules(folder: Path) -> set[str]:
    return {
        path.stem
        for path in folder.iterdir()
        if path.suffix == ".py" or (path.is_dir() and path.name != "__pycache__")
    }


@pytest.mark.parametrize("room", ROOMS)
def test_room_has_no_file_of_another_name(room):
    allowed = ROOM_MODULES | (KERNEL_MODULES if room == "kernel" else set())
    assert _modules(SOURCE / room) - allowed == set()


@pytest.mark.parametrize("room", ROOMS)
def test_room_says_what_it_is_for(room):
    docstring = ast.get_docstring(ast.parse((SOURCE / room / "__init__.py").read_text()))
    assert len((docstring or "").split()) >= 15


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


@pytest.mark.parametrize("room", ROOMS[1:])
def test_rooms_meet_only_at_their_meeting_places(room):
    others = [other for other in ROOMS[1:] if other != room]
    crossings = {
        name
        for path in (SOURCE / room).rglob("*.py")
        for name in _imports(path)
        for other in others
        if name.startswith(f"sous.{other}.") and name.split(".")[2] not in MEETING_PLACES
    }
    assert crossings == set()


DOOR_LIBRARIES = ("django.http", "django.shortcuts", "django.template", "django.views")


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_know_no_pages(room):
    names = {name for path in (SOURCE / room).rglob("*.py") for name in _imports(path)}
    assert {name for name in names if name.startswith(DOOR_LIBRARIES)} == set()


def test_foreign_keys_point_down_the_line():
    upward = [
        f"{model.__name__}.{field.name}"
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
        and field.related_model._meta.app_label in ROOMS
        and ROOMS.index(field.related_model._meta.app_label) > ROOMS.index(room)
    ]
    assert upward == []


def test_no_backward_name_across_rooms():
    named = [
        f"{model.__name__}.{field.name}"
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
        and field.related_model._meta.app_label != room
        and not field.remote_field.hidden
    ]
    assert named == []


def _commands() -> list[tuple[str, object]]:
    found = []
    for room in ROOMS:
        if "commands" not in _modules(SOURCE / room):
            continue
        module = import_module(f"sous.{room}.commands")
        names = getattr(module, "__all__", None) or [
            name
            for name, value in vars(module).items()
            if inspect.isfunction(value)
            and value.__module__.startswith(module.__name__)
            and not name.startswith("_")
        ]
        found += [(f"{room}.{name}", getattr(module, name)) for name in names]
    return found


def test_every_command_takes_keywords_an_actor_and_a_time():
    crooked = []
    for name, command in _commands():
        parameters = inspect.signature(command).parameters
        keywords = all(p.kind is p.KEYWORD_ONLY for p in parameters.values())
        if not keywords or not {"actor", "at"} <= set(parameters):
            crooked.append(name)
    assert crooked == []


def test_engines_load_without_django():
    code = (
        "import sys, importlib, pkgutil\n"
        "sys.modules['django'] = None\n"
        "import sous.engines as e\n"
        "for m in pkgutil.walk_packages(e.__path__, 'sous.engines.'):\n"
        "    if not m.name.endswith('__main__') and '.spark' not in m.name:\n"
        "        importlib.import_module(m.name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(SOURCE.parent), "PATH": "/usr/bin:/bin"},
    )
    assert done.stderr.strip().splitlines()[-1:] == []


LONGEST = 500


def test_no_file_outgrows_a_reader():
    long = {
        str(path.relative_to(SOURCE)): lines
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts
        and (lines := len(path.read_text().splitlines())) > LONGEST
    }
    assert long == {}
