"""Nearest items through the index: kept in the background, true to the database at any moment."""

import importlib
import os
import signal
import subprocess
import sys
import textwrap
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from sous.engines.vectors import Index, quantise
from sous.feedback.models import Item
from sous.insights import queries
from sous.insights.commands import keep_understanding
from sous.insights.commands.understanding import Understood
from sous.insights.models import ItemVector
from sous.insights.queries import nearest

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).resolve().parents[2]
tasks = importlib.import_module("sous.insights.tasks.index")


class Encoder:
    name, dimensions = "test", 48


@pytest.fixture
def rows():
    random = np.random.default_rng(3)
    rows = random.normal(size=(400, 48)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


@pytest.fixture
def house(settings, tmp_path, monkeypatch):
    """A data folder of its own, and an index that is worth it from 50 items on, at once."""
    settings.DATA = tmp_path
    monkeypatch.setattr(queries, "encoder", Encoder)
    monkeypatch.setattr(tasks, "EXACT", 50)
    monkeypatch.setattr(tasks, "WAITING", 20)
    monkeypatch.setattr(tasks, "SETTLED", timedelta(0))
    monkeypatch.setattr(nearest, "_index", None)
    monkeypatch.setattr(nearest, "_tail", nearest._Tail())
    return tmp_path / "index"


@pytest.fixture
def keep(house, owner, now):
    """Keep items with these vectors; returns their ids."""

    def keep(rows, model="test", ids=None, at=now):
        if ids is None:
            start = Item.objects.count()
            items = Item.objects.bulk_create(
                Item(text=f"Text {start + n}", said_at=now, received_at=now, digest=str(start + n))
                for n in range(len(rows))
            )
            ids = [item.pk for item in items]
        kept = [
            Understood(pk, f"{pk}", row.tobytes())
            for pk, row in zip(ids, quantise(rows), strict=True)
        ]
        keep_understanding(actor=owner, at=at, encoder=model, rows=kept)
        return ids

    return keep


def found(row, k=1, model="test"):
    return [pk for pk, _ in nearest.nearest_items(row, model, k)]


def everywhere(rows, ids):
    """Whether each vector finds its own item."""
    return [found(row)[0] for row in rows] == list(ids)


def test_few_items_need_no_index(keep, rows, house):
    ids = keep(rows[:50])
    assert tasks.bring_index() == 0
    assert everywhere(rows[:50], ids)
    assert not (house / "current.json").exists()


def test_what_came_after_the_index_is_found_at_once(keep, rows, house):
    ids = keep(rows[:100])
    assert tasks.bring_index() == 100
    late = keep(rows[100:110], at=tasks.timezone.now())
    assert everywhere(rows[:110], [*ids, *late])
    assert len(Index.open(house)) == 100
    assert tasks.bring_index() == 100  # ten are not worth a part of their own
    more = keep(rows[110:140], at=tasks.timezone.now())
    assert tasks.bring_index() == 140
    assert everywhere(rows[:140], [*ids, *late, *more])
    assert len(nearest._tail.ids) == 0


def test_an_item_that_was_understood_late_is_found_though_its_number_is_low(keep, rows):
    ids = keep(rows[:100])
    ItemVector.objects.filter(pk=ids[3]).delete()
    assert tasks.bring_index() == 99
    assert found(rows[3]) != [ids[3]]
    keep(rows[3:4], ids=ids[3:4], at=tasks.timezone.now())
    assert found(rows[3]) == [ids[3]]


def test_an_erased_item_is_gone_at_once_and_then_from_the_files(keep, rows, house):
    ids = keep(rows[:100])
    tasks.bring_index()
    late = keep(rows[100:105], at=tasks.timezone.now())
    assert found(rows[100]) == [late[0]]
    Item.objects.filter(pk__in=[ids[7], late[0]]).delete()
    assert ids[7] not in found(rows[7], 200)
    assert late[0] not in found(rows[100], 200)
    assert ids[7] in Index.open(house)
    tasks.bring_index()
    assert ids[7] not in Index.open(house)
    assert tasks.forget_vanished.func() == 99
    index = Index.open(house)
    assert (len(index), index.rows_held) == (99, 99)


def test_a_vector_that_changed_is_found_at_its_new_place(keep, rows):
    ids = keep(rows[:100])
    tasks.bring_index()
    keep(rows[300:301], ids=ids[5:6], at=tasks.timezone.now())
    assert found(rows[300]) == [ids[5]]
    assert found(rows[5]) != [ids[5]]
    keep(rows[100:130], at=tasks.timezone.now())
    tasks.bring_index()
    assert found(rows[300]) == [ids[5]]


def test_another_model_has_an_index_of_its_own(keep, rows, house, monkeypatch):
    ids = keep(rows[:100])
    tasks.bring_index()
    wide = np.repeat(rows[:60], 2, axis=1) / np.sqrt(np.float32(2))

    class Other:
        name, dimensions = "other", 96

    monkeypatch.setattr(queries, "encoder", Other)
    keep(wide, model="other", ids=ids[:60], at=tasks.timezone.now())
    assert [found(row, model="other")[0] for row in wide] == ids[:60]  # before it has an index
    assert found(rows[80]) == [ids[80]]
    assert ids[3] not in found(rows[3], 100)
    assert tasks.bring_index() == 60
    index = Index.open(house)
    assert (index.about["model"], index.dimensions) == ("other", 96)
    assert [found(row, model="other")[0] for row in wide] == ids[:60]


def test_searching_holds_no_more_than_it_may(keep, rows, monkeypatch):
    ids = keep(rows[:100])
    monkeypatch.setattr(nearest, "MOST_HELD", 40)
    assert found(rows[99]) == [ids[99]]
    assert len(nearest._tail.ids) == 40
    tasks.bring_index()
    assert everywhere(rows[:100], ids)


def test_searching_asks_the_database_the_same_however_much_there_is(
    keep, rows, django_assert_num_queries
):
    keep(rows[:60])
    tasks.bring_index()
    found(rows[0])
    with django_assert_num_queries(2):
        found(rows[1], 10)
    keep(rows[60:300])
    tasks.bring_index()
    found(rows[0])
    with django_assert_num_queries(2):
        found(rows[1], 10)


def test_one_writer_at_a_time(keep, rows, house):
    from sous.engines.vectors.index import writing

    keep(rows[:100])
    house.mkdir(exist_ok=True)
    with writing(house):
        assert tasks.bring_index() == 0
    assert tasks.bring_index() == 100


MIGRATE = """
    from django.core.management import call_command
    call_command("migrate", verbosity=0)
"""
FILL = """
    import numpy as np
    from django.utils import timezone
    from sous.feedback.models import Item
    from sous.insights.models import ItemVector
    from sous.engines.vectors import quantise
    rows = np.random.default_rng(3).normal(size=(400, 48)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    now = timezone.now()
    items = Item.objects.bulk_create(
        Item(text=str(n), said_at=now, received_at=now, digest=str(n)) for n in range(400)
    )
    ItemVector.objects.bulk_create(
        ItemVector(item=item, model="test", data=row.tobytes(), twin=item.pk)
        for item, row in zip(items, quantise(rows))
    )
"""
BUILD = """
    import importlib, os, signal
    from sous.insights import queries
    tasks = importlib.import_module("sous.insights.tasks.index")
    class Encoder: name, dimensions = "test", 48
    queries.encoder, tasks.EXACT, tasks.PART = Encoder, 50, 100
    parts = []
    add = tasks.Writer.add
    def counted(self, *args, **kwargs):
        parts.append(1)
        if len(parts) == {dies_at}:
            os.kill(os.getpid(), signal.SIGKILL)
        add(self, *args, **kwargs)
    tasks.Writer.add = counted
    held = tasks.bring_index()
    from sous.insights.models import ItemVector
    from sous.insights.queries.nearest import nearest_items
    from sous.insights import rules
    wrong = 0
    for row in ItemVector.objects.all():
        vector = rules.unit(rules.unpack([bytes(row.data)]))[0]
        wrong += nearest_items(vector, "test", 1)[0][0] != row.pk
    print(len(parts), held, wrong)
"""


@pytest.mark.slow
def test_a_build_that_is_killed_goes_on_where_it_stopped(tmp_path, request):
    request.getfixturevalue("db")
    environment = {
        **os.environ,
        "SOUS_DATA": str(tmp_path),
        "PYTHONPATH": f"{SOURCE / 'src'}{os.pathsep}{SOURCE}",
        "DJANGO_SETTINGS_MODULE": "sous.project.settings",
    }
    environment.pop("SOUS_DATABASE_URL", None)

    def run(code):
        begin = "import django; django.setup()\n"
        return subprocess.run(
            [sys.executable, "-c", begin + textwrap.dedent(code)],
            env=environment,
            capture_output=True,
            text=True,
        )

    assert run(MIGRATE).returncode == 0
    assert run(FILL).returncode == 0
    assert run(BUILD.replace("{dies_at}", "3")).returncode == -signal.SIGKILL
    assert len(Index.open(tmp_path / "index")) == 200
    done = run(BUILD.replace("{dies_at}", "0"))
    assert done.stdout.split() == ["3", "400", "0"], done.stderr
