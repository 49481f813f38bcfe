"""Themes that ask for attention by themselves: new ones, and those that grow or shrink."""

from django.db.models import Case, F, FloatField, QuerySet, When

from sous.insights.choices import Direction, ThemeState
from sous.insights.models import Theme
from sous.kernel.actors import Actor
from sous.kernel.permissions import require_view


def emerging_themes(actor: Actor) -> QuerySet[Theme]:
    """Themes flagged as emerging, the newest first."""
    require_view(actor)
    found = Theme.objects.filter(state=ThemeState.ACTIVE, emerging_since__isnull=False)
    return found.defer("centre").order_by("-emerging_since", "-pk")


def moving_themes(actor: Actor, *, limit: int) -> list[Theme]:
    """Themes whose change holds against chance, the strongest change first, either way."""
    require_view(actor)
    moving = Theme.objects.filter(
        state=ThemeState.ACTIVE,
        is_group=False,
        direction__in=[Direction.GROWING, Direction.SHRINKING],
    )
    strength = Case(
        When(ratio__gte=1, then=F("ratio")),
        When(ratio__gt=0, then=1.0 / F("ratio")),
        default=999.0,
        output_field=FloatField(),
    )
    ranked = moving.defer("centre").annotate(strength=strength)
    return list(ranked.order_by("-strength", "-size", "pk")[:limit])
