"""Four people for every permission test, a clock that stands still, and the real data's folder."""

import os

os.environ.setdefault("SOUS_SQLITE_SYNCHRONOUS", "OFF")  # a test's rows need not outlive the power

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes depends on what else the machine does, so it fails no test.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def now():
    """The time at which everything in a test happens."""
    return NOW


def _user(email: str, role: str):
    from sous.kernel.models import User

    user = User(email=email, name=email.split("@")[0].title(), role=role, joined_at=NOW)
    user.set_password("correct horse battery")
    user.save()
    return user


@pytest.fixture
def owner_user(db):
    """A person with the role owner."""
    return _user("owner@house.example", "owner")


@pytest.fixture
def triager_user(db):
    """A person with the role operations: lives in the inbox all day."""
    return _user("triager@house.example", "operations")


@pytest.fixture
def viewer_user(db):
    """A person who may look and nothing else."""
    return _user("viewer@house.example", "viewer")


@pytest.fixture
def owner(owner_user):
    """The owner, acting."""
    from sous.kernel.actors import Actor

    return Actor.for_user(owner_user)


@pytest.fixture
def triager(triager_user):
    """The triager, acting."""
    from sous.kernel.actors import Actor

    return Actor.for_user(triager_user)


@pytest.fixture
def viewer(viewer_user):
    """The viewer, acting."""
    from sous.kernel.actors import Actor

    return Actor.for_user(viewer_user)


@pytest.fixture
def stranger():
    """Someone who is not signed in."""
    from sous.kernel.actors import Actor

    return Actor.stranger()


@pytest.fixture
def owner_client(client, owner_user):
    """A browser in which the owner is signed in."""
    client.force_login(owner_user)
    return client


@pytest.fixture
def triager_client(client, triager_user):
    """A browser in which the triager is signed in."""
    client.force_login(triager_user)
    return client


@pytest.fixture
def viewer_client(client, viewer_user):
    """A browser in which the viewer is signed in."""
    client.force_login(viewer_user)
    return client


@pytest.fixture
def run_jobs(db):
    """Run all background work that is due, here and now."""
    from sous.kernel.jobs import run_all

    return run_all


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with real data sets; tests that need it are skipped where it is absent."""
    folder = Path(os.environ.get("SOUS_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"No real data at {folder}; set SOUS_REAL_DATA to try this")
    return folder


@pytest.fixture(autouse=True)
def _own_data_folder(settings, tmp_path):
    """Keep what a test writes out of the data folder."""
    settings.DATA = tmp_path
    settings.STORAGES = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files"},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture
def send(triager, now):
    """Upload a file of feedback, as a person would, and give its import."""
    from django.core.files.base import ContentFile

    from sous.feedback import commands

    def send(content, name="rows.csv", **more):
        data = content if isinstance(content, bytes) else content.encode()
        return commands.upload_import(
            actor=triager, at=now, name=name, file=ContentFile(data, name=name), **more
        )

    return send


@pytest.fixture
def bring(send, triager, now, run_jobs):
    """Upload a file of feedback, check it, import it."""
    from sous.feedback import commands
    from sous.feedback.models import Import

    def bring(content, name="rows.csv", **more):
        imported = send(content, name, **more)
        run_jobs()
        commands.start_import(actor=triager, at=now, import_id=imported.pk)
        run_jobs()
        return Import.objects.get(pk=imported.pk)

    return bring
