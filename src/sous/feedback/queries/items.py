from django.db.models import QuerySet

from sous.feedback.models import Item
from sous.kernel.actors import Actor
from sous.kernel.errors import NotFound
from sous.kernel.permissions import require_view


def items(actor: Actor) -> QuerySet[Item]:
    """All feedback with who said it, newest first."""
    require_view(actor)
    related = ("account", "contact", "product", "assignee")
    return Item.objects.select_related(*related).defer("raw").order_by("-said_at", "-pk")


def item(actor: Actor, pk: int) -> Item:
    """One item with everything. Raises NotFound."""
    require_view(actor)
    related = ("account", "contact", "product", "assignee", "imported_by", "duplicate_of")
    found = Item.objects.select_related(*related).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such feedback item.")
    return found
