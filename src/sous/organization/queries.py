"""Every read of the organization room that has a name."""

from django.db.models import Count, Prefetch, Q, QuerySet

from sous.kernel.actors import Actor
from sous.kernel.errors import NotFound
from sous.kernel.permissions import require_view
from sous.organization.models import Area, Member, Product, Team


def products(actor: Actor, *, archived: bool = False) -> QuerySet[Product]:
    """Products by name; those in use unless ``archived`` asks for the others."""
    require_view(actor)
    return Product.objects.filter(archived_at__isnull=not archived).order_by("name", "pk")


def products_with_areas(actor: Actor, *, archived: bool = False) -> QuerySet[Product]:
    """Products with their areas (archived ones last) and the teams that own them."""
    areas = Area.objects.select_related("team").order_by("archived_at", "name", "pk")
    return products(actor, archived=archived).prefetch_related(Prefetch("areas", areas))


def product(actor: Actor, pk: int) -> Product:
    """One product. Raises NotFound."""
    require_view(actor)
    found = Product.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such product.")
    return found


def areas(actor: Actor, *, product_id: int | None = None, archived: bool = False) -> QuerySet[Area]:
    """Areas with product and team."""
    require_view(actor)
    found = Area.objects.select_related("product", "team").filter(archived_at__isnull=not archived)
    if product_id is not None:
        found = found.filter(product_id=product_id)
    return found.order_by("product__name", "name", "pk")


def area(actor: Actor, pk: int) -> Area:
    """One area. Raises NotFound."""
    require_view(actor)
    found = Area.objects.select_related("product", "team").filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such area.")
    return found


def teams(actor: Actor, *, archived: bool = False) -> QuerySet[Team]:
    """Teams by name, with ``member_count`` and ``area_count``."""
    require_view(actor)
    counts = {
        "member_count": Count("members", distinct=True),
        "area_count": Count("areas", filter=Q(areas__archived_at=None), distinct=True),
    }
    found = Team.objects.filter(archived_at__isnull=not archived).annotate(**counts)
    return found.order_by("name", "pk")


def teams_with_members(actor: Actor, *, archived: bool = False) -> QuerySet[Team]:
    """Teams with their members and areas in use."""
    owned = Area.objects.filter(archived_at=None).select_related("product")
    return teams(actor, archived=archived).prefetch_related(
        Prefetch("members", Member.objects.select_related("user").order_by("user__name", "pk")),
        Prefetch("areas", owned.order_by("product__name", "name", "pk")),
    )


def team(actor: Actor, pk: int) -> Team:
    """One team with counts. Raises NotFound."""
    require_view(actor)
    found = teams(actor).filter(pk=pk).first() or teams(actor, archived=True).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such team.")
    return found


def members(actor: Actor, team_id: int) -> QuerySet[Member]:
    """Who is in a team, by name."""
    require_view(actor)
    found = Member.objects.filter(team_id=team_id).select_related("user", "team")
    return found.order_by("user__name", "pk")
