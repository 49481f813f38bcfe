"""The list of what the demo brought."""

from collections.abc import Iterable

from django.db.models import Model

from sous.demo.models import Brought
from sous.kernel.choices import JobState
from sous.kernel.models import Job

LOAD, REMOVAL = "demo", "demo-removal"
"""Keys of the two jobs: neither is ever there twice."""
OPEN = [JobState.READY, JobState.RUNNING]


def note(model: type[Model], ids: Iterable[int]) -> None:
    """Remember things that the demo brought; called in the transaction that makes them."""
    kind = model._meta.label
    rows = [Brought(kind=kind, thing_id=pk) for pk in ids]
    Brought.objects.bulk_create(rows, batch_size=400, ignore_conflicts=True)


def ids_of(model: type[Model]) -> list[int]:
    """The things of one kind that the demo brought, oldest first."""
    found = Brought.objects.filter(kind=model._meta.label).order_by("thing_id")
    return list(found.values_list("thing_id", flat=True))


def is_loaded() -> bool:
    """Whether the demo is in this workspace, wholly or in part."""
    return Brought.objects.exists()


def open_job() -> Job | None:
    """The loading or the removal that waits or runs, if any."""
    return Job.objects.filter(key__in=[LOAD, REMOVAL], state__in=OPEN).order_by("-pk").first()
