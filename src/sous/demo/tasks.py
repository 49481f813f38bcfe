"""The background work of the demo."""

from django.utils import timezone
from django_tasks import task

from sous.demo.loading import load_everything
from sous.kernel.actors import Actor
from sous.kernel.models import User


@task(queue_name="long", priority=20)
def load_world(user_id: int | None) -> None:
    """Load the demo on behalf of whoever asked for it."""
    user = User.objects.filter(pk=user_id or 0).first()
    actor = Actor.for_user(user) if user else Actor.system("Demo")
    load_everything(actor=actor, at=timezone.now())
