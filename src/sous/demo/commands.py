"""The demo into a workspace and out of it: in the background, part by part, each repeatable."""

from datetime import datetime

from django.db import transaction

from sous.demo import manifest
from sous.demo.world import World, load
from sous.kernel import jobs
from sous.kernel.actors import Actor
from sous.kernel.errors import Conflict
from sous.kernel.models import Job
from sous.kernel.permissions import require_operate


def about() -> World:
    """The company of the demo, for the page that offers it."""
    return load()


@transaction.atomic
def start_demo(*, actor: Actor, at: datetime) -> Job:
    """Queue the loading of the demo; asking again gives the same job.

    Raises Conflict while it is being removed.
    """
    require_operate(actor, "load the demo")
    if Job.objects.filter(key=manifest.REMOVAL, state__in=manifest.OPEN).exists():
        raise Conflict("The demo is being removed. Load it again in a moment.")
    return jobs.enqueue("sous.demo.tasks.load_world", actor.user_id, key=manifest.LOAD)


@transaction.atomic
def start_removal(*, actor: Actor, at: datetime) -> Job:
    """Queue the removal of the demo; asking again gives the same job while it lasts.

    Raises Conflict when there is no demo here, or while it is still being loaded.
    """
    require_operate(actor, "remove the demo")
    running = manifest.open_job()
    if running is not None and running.key == manifest.REMOVAL:
        return running
    if running is not None:
        raise Conflict("The demo is still being loaded. Remove it in a moment.")
    if not manifest.is_loaded():
        raise Conflict("There is no demo in this workspace.")
    Job.objects.filter(key=manifest.REMOVAL).update(key=None)
    return jobs.enqueue("sous.demo.tasks.remove_world", actor.user_id, key=manifest.REMOVAL)
