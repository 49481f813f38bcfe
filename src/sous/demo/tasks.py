"""The background work of the demo."""

from django.utils import timezone
from django_tasks import task

from sous.demo.loading import load_everything
from sous.demo.removing import remove_everything
from sous.kernel.actors import Actor
from sous.kernel.models import User


@task(queue_name="long", priority=20)
def load_world(user_id: int | None) -> None:
    """Load the demo on behalf of whoever asked for it."""
    load_everything(actor=_asked(user_id), at=timezone.now())


@task(queue_name="long", priority=20)
def remove_world(user_id: int | None) -> int:
    """Remove the demo likewise. Returns how many of its things stayed."""
    return remove_everything(actor=_asked(user_id), at=timezone.now())


def _asked(user_id: int | None) -> Actor:
    user = User.objects.filter(pk=user_id or 0).first()
    return Actor.for_user(user) if user else Actor.system("Demo")
