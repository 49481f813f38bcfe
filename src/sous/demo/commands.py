"""Put the demo world into a workspace: in the background, part by part, each part repeatable."""

from datetime import datetime

from django.db import transaction

from sous.demo.world import World, load
from sous.kernel import jobs
from sous.kernel.actors import Actor
from sous.kernel.models import Job
from sous.kernel.permissions import require_operate

KEY = "demo"


def about() -> World:
    """The company of the demo, for the page that offers it."""
    return load()


@transaction.atomic
def start_demo(*, actor: Actor, at: datetime) -> Job:
    """Queue the loading of the demo; asking again gives the same job."""
    require_operate(actor, "load the demo")
    return jobs.enqueue("sous.demo.tasks.load_world", actor.user_id, key=KEY)
