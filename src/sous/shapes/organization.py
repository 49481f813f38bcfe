from datetime import datetime

from sous.kernel.refs import ref_for
from sous.organization.models import Area, Member, Product, Team
from sous.shapes.kernel import NamedRef, Shape


class ProductShape(Shape):
    """Something we make."""

    ref: str
    name: str
    description: str
    archived_at: datetime | None
    version: int

    @classmethod
    def of(cls, product: Product) -> "ProductShape":
        return cls(
            ref=ref_for(product),
            name=product.name,
            description=product.description,
            archived_at=product.archived_at,
            version=product.version,
        )


class AreaShape(Shape):
    """A part of a product, and the team that owns it."""

    ref: str
    name: str
    product: NamedRef
    team: NamedRef | None
    archived_at: datetime | None
    version: int

    @classmethod
    def of(cls, area: Area) -> "AreaShape":
        return cls(
            ref=ref_for(area),
            name=area.name,
            product=NamedRef(ref=ref_for(area.product), name=area.product.name),
            team=NamedRef(ref=ref_for(area.team), name=area.team.name) if area.team else None,
            archived_at=area.archived_at,
            version=area.version,
        )


class TeamShape(Shape):
    """Colleagues who own areas together."""

    ref: str
    name: str
    description: str
    members: int
    areas: int
    archived_at: datetime | None
    version: int

    @classmethod
    def of(cls, team: Team) -> "TeamShape":
        return cls(
            ref=ref_for(team),
            name=team.name,
            description=team.description,
            members=getattr(team, "member_count", 0),
            areas=getattr(team, "area_count", 0),
            archived_at=team.archived_at,
            version=team.version,
        )


class MemberShape(Shape):
    """A colleague in a team."""

    id: int
    user_id: int
    name: str
    email: str
    title: str

    @classmethod
    def of(cls, member: Member) -> "MemberShape":
        return cls(
            id=member.pk,
            user_id=member.user_id,
            name=str(member.user),
            email=member.user.email,
            title=member.title,
        )
