from datetime import datetime

from django.db import transaction

from sous.kernel import journal
from sous.kernel.actors import Actor
from sous.kernel.errors import Conflict, Invalid, NotFound
from sous.kernel.models import User
from sous.kernel.refs import ref_for
from sous.organization import events
from sous.organization.commands import named
from sous.organization.models import Member, Team
from sous.organization.permissions import require_shape


@transaction.atomic
def add_member(
    *, actor: Actor, at: datetime, team_id: int, user_id: int, title: str = ""
) -> Member:
    """Put a colleague into a team. Raises NotFound, and Conflict when they are in it."""
    require_shape(actor)
    team = named.load(Team, team_id)
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise NotFound("There is no such person.")
    if Member.objects.filter(team=team, user=user).exists():
        raise Conflict(f"{user} is in {team} already.")
    member = Member.objects.create(team=team, user=user, title=_title(title))
    event = events.MemberAdded(
        team_id=team.pk, user_id=user.pk, who=str(user), team=team.name, refs=(ref_for(team),)
    )
    journal.announce(event, actor=actor, at=at)
    return member


@transaction.atomic
def change_member(*, actor: Actor, at: datetime, member_id: int, title: str) -> Member:
    """Give a member another title."""
    require_shape(actor)
    member = _load(member_id)
    title = _title(title)
    if member.title != title:
        member.title = title
        member.save(update_fields=["title"])
        event = events.MemberChanged(
            team_id=member.team_id,
            user_id=member.user_id,
            who=str(member.user),
            title=title,
            refs=(ref_for(member.team),),
        )
        journal.announce(event, actor=actor, at=at)
    return member


@transaction.atomic
def remove_member(*, actor: Actor, at: datetime, member_id: int) -> None:
    """Take a colleague out of a team; they stay in the workspace."""
    require_shape(actor)
    member = _load(member_id)
    event = events.MemberRemoved(
        team_id=member.team_id,
        user_id=member.user_id,
        who=str(member.user),
        team=member.team.name,
        refs=(ref_for(member.team),),
    )
    member.delete()
    journal.announce(event, actor=actor, at=at)


def _load(pk: int) -> Member:
    member = Member.objects.select_related("team", "user").filter(pk=pk).first()
    if member is None:
        raise NotFound("This person is not in the team any more.")
    return member


def _title(title: str) -> str:
    title = " ".join(title.replace("\x00", "").split())
    if len(title) > 120:
        raise Invalid("That is too long.", {"title": "At most 120 characters."})
    return title
