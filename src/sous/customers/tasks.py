"""The background work of the customers room."""

from django.utils import timezone
from django_tasks import task

from sous.customers.commands import take_customer_file
from sous.kernel.actors import Actor
from sous.kernel.models import User


@task(queue_name="long")
def import_customer_file(file_id: int, user_id: int | None) -> None:
    """Write a file of customers on behalf of whoever started it."""
    user = User.objects.filter(pk=user_id or 0).first()
    actor = Actor.for_user(user) if user else Actor.system("Command line")
    take_customer_file(actor=actor, at=timezone.now(), file_id=file_id)
