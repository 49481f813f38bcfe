"""A worker killed in the middle of a build: the old themes stay whole, a new worker completes."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

SOURCE = Path(__file__).resolve().parents[2]

FILL = """
    from datetime import timedelta
    from django.utils import timezone
    from sous.feedback import commands
    from sous.kernel.actors import Actor
    from tests.insights.conftest import TOPICS
    actor, now = Actor.system(), timezone.now()
    for round in range(12):
        for topic, texts in TOPICS.items():
            for text in texts:
                words = f"{text}, and this is note {round} about it"
                commands.submit_item(actor=actor, at=now - timedelta(days=round), text=words)
"""
# A worker that dies by SIGKILL at a named step of the build: what a power cut does, without chance.
DYING = """
    import os, signal
    import importlib
    module = importlib.import_module("sous.insights.tasks.build")
    def die(*args, **kwargs):
        os.kill(os.getpid(), signal.SIGKILL)
    module.{step} = die
    from sous.kernel.jobs import run_all
    run_all()
"""
FINISH = """
    from django.utils import timezone
    from sous.kernel.jobs import run_all
    from sous.kernel.jobs.worker import release_dead_leases
    release_dead_leases()
    run_all()
"""
REPORT = """
    import json
    from django.db.models import Count
    from sous.feedback.models import Item
    from sous.insights.models import Membership, Run, Theme, ItemVector
    print(json.dumps({
        "items": Item.objects.count(),
        "vectors": ItemVector.objects.count(),
        "placed": Membership.objects.exclude(theme=None).count(),
        "forming": Theme.objects.filter(state="forming").count(),
        "shown": Theme.objects.filter(state="active", is_group=False).count(),
        "done": Run.objects.filter(state="done").count(),
        "running": Run.objects.filter(state="running").count(),
        "wrong": sum(t.items != t.memberships.count() for t in
                     Theme.objects.filter(state="active", is_group=False)),
        "members": sorted(Membership.objects.values_list("item_id", "theme_id")),
    }))
"""
SETUP = (
    "import os, django\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'sous.project.settings')\n"
)


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """Run a piece of code in a process of its own, on a database of its own."""
    data = tmp_path_factory.mktemp("crash")
    environment = {
        **os.environ,
        "SOUS_DATA": str(data),
        "SOUS_DATABASE_URL": f"sqlite:///{data / 'crash.sqlite3'}",
        "PYTHONPATH": f"{SOURCE / 'src'}:{SOURCE}",
    }

    def python(code):
        code = SETUP + "django.setup()\n" + textwrap.dedent(code)
        return subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, env=environment
        )

    done = python(
        "from django.core.management import call_command; call_command('migrate', verbosity=0)"
    )
    assert done.returncode == 0, done.stderr
    assert python(FILL).returncode == 0
    return python


def _report(python):
    import json

    done = python(REPORT)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _dies(python, step):
    done = python(DYING.format(step=step))
    assert done.returncode == -signal.SIGKILL, done.stderr


def test_killed_while_placing_and_switching_then_completed(python):
    _dies(python, "switch_themes")
    first = _report(python)
    assert (first["done"], first["shown"], first["vectors"]) == (0, 0, first["items"])
    assert python(FINISH).returncode == 0
    built = _report(python)
    assert (built["done"], built["running"], built["forming"], built["wrong"]) == (1, 0, 0, 0)
    assert (built["placed"], built["vectors"]) == (built["items"], built["items"])
    assert built["shown"] > 1


def test_killed_in_a_later_build_the_old_themes_stay_whole(python):
    before = _report(python)
    again = """
        from django.utils import timezone
        from sous.insights import commands
        from sous.kernel.actors import Actor
        commands.rebuild_themes(actor=Actor.system(), at=timezone.now())
    """
    for step in ("previous_for", "form_themes", "switch_themes"):
        assert python(again).returncode == 0
        _dies(python, step)
        assert _report(python)["members"] == before["members"]
        assert python(FINISH).returncode == 0
    after = _report(python)
    assert after["members"] == before["members"]
    assert (after["running"], after["forming"], after["wrong"]) == (0, 0, 0)
