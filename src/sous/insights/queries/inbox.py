"""What the inbox asks this room: which feedback stands in a theme."""

from django.db.models import Exists, OuterRef, QuerySet, Sum

from sous.feedback.models import Item
from sous.insights.models import Membership, Theme
from sous.insights.queries.themes import theme_id
from sous.kernel.actors import Actor

MANY = 5_000


def within_theme(items: QuerySet[Item], value: str, actor: Actor) -> QuerySet[Item]:
    """The items of a theme or of a group of themes; ``value`` is like TH-9 or 9."""
    pk = theme_id(value)
    themes = [pk, *Theme.objects.filter(parent=pk).values_list("pk", flat=True)]
    members = Membership.objects.filter(theme__in=themes)
    size = Theme.objects.filter(pk__in=themes, is_group=False).aggregate(n=Sum("items"))["n"] or 0
    if size > MANY:  # walk the items in their order and look up each one's theme
        return items.filter(Exists(members.filter(pk=OuterRef("pk"))))
    return items.filter(pk__in=members.values("item"))


def name_of_theme(value: str) -> str:
    """The name of a theme, for people."""
    found = Theme.objects.filter(pk=theme_id(value)).first()
    return str(found) if found else "gone"
