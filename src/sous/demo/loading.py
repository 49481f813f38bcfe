"""The parts of the demo world in their order. Each part can be repeated without harm."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from sous.demo import manifest
from sous.demo.customers import load_customers
from sous.demo.feedback import load_feedback
from sous.demo.world import World, load
from sous.kernel import jobs
from sous.kernel.actors import Actor
from sous.kernel.commands import add_person
from sous.kernel.models import User

Part = Callable[[Actor, datetime, World], None]


@transaction.atomic
def load_people(actor: Actor, at: datetime, world: World) -> None:
    """The colleagues, who cannot sign in until they ask for a password."""
    known = set(User.objects.values_list("email", flat=True))
    system = Actor.system("Demo")
    for person in world.people:
        if person.email not in known:
            made = add_person(
                actor=system, at=at, email=person.email, name=person.name, role=person.role
            )
            manifest.note(User, [made.pk])


def parts() -> list[tuple[str, Part]]:
    """What is loaded, with the words for its progress."""
    return [
        ("Colleagues", load_people),
        ("Customers", load_customers),
        ("What they said", load_feedback),
    ]


def load_everything(*, actor: Actor, at: datetime) -> None:
    """Load part after part, saying how far it is."""
    world = load()
    steps = parts()
    for number, (words, part) in enumerate(steps):
        jobs.report(number, len(steps), words)
        part(actor, at, world)
    jobs.report(len(steps), len(steps), "Done")
