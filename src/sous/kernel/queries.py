"""Reads of the kernel that have a name."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from sous.kernel.actors import Actor
from sous.kernel.choices import ActorKind, JobState
from sous.kernel.errors import NotFound
from sous.kernel.models import (
    ApiToken,
    Attachment,
    Comment,
    Invitation,
    Job,
    JournalEntry,
    Link,
    User,
)
from sous.kernel.permissions import require_operate, require_own, require_view
from sous.kernel.rules import digest


def has_people() -> bool:
    """Whether anyone can sign in yet."""
    return User.objects.exists()


def people(actor: Actor) -> QuerySet[User]:
    """Everyone with an account, active first."""
    require_view(actor)
    return User.objects.order_by("-is_active", "name", "email", "pk")


def person(actor: Actor, pk: int) -> User:
    """One person. Raises NotFound."""
    found = people(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such person.")
    return found


def open_invitations(actor: Actor) -> QuerySet[Invitation]:
    """Invitations that nobody has accepted yet."""
    require_own(actor)
    return Invitation.objects.filter(accepted_at=None).select_related("invited_by")


def invitation_for_secret(secret: str, *, at: datetime) -> Invitation:
    """The open invitation behind a link. Raises NotFound when it is used up or too old."""
    found = Invitation.objects.filter(
        digest=digest(secret), accepted_at=None, expires_at__gt=at
    ).first()
    if found is None:
        raise NotFound("This invitation was used or has expired. Ask for a new one.")
    return found


def token_for_secret(secret: str) -> ApiToken | None:
    """The live token behind a secret, with its person."""
    tokens = ApiToken.objects.select_related("user")
    return tokens.filter(digest=digest(secret), revoked_at=None, user__is_active=True).first()


def tokens_of(actor: Actor) -> QuerySet[ApiToken]:
    """The actor's own tokens, live ones first."""
    require_view(actor)
    return ApiToken.objects.filter(user_id=actor.user_id or 0).order_by("revoked_at", "-created_at")


def history_for(actor: Actor, ref: str) -> QuerySet[JournalEntry]:
    """What happened to a thing, newest first."""
    require_view(actor)
    return JournalEntry.objects.filter(mentions__ref=ref).order_by("-pk")


def journal(
    actor: Actor, *, kind: str = "", user_id: int | None = None, before: int | None = None
) -> QuerySet[JournalEntry]:
    """The audit log, newest first; ``kind`` may be a whole room ("feedback") or one event."""
    require_view(actor)
    entries = JournalEntry.objects.order_by("-pk")
    if kind:
        entries = entries.filter(kind=kind) if "." in kind else _of_room(entries, kind)
    if user_id is not None:
        entries = entries.filter(user_id=user_id)
    if before is not None:
        entries = entries.filter(pk__lt=before)
    return entries


def activity(actor: Actor) -> QuerySet[JournalEntry]:
    """What people did lately, the latest first; what Sous does by itself is left out."""
    require_view(actor)
    return JournalEntry.objects.exclude(actor_kind=ActorKind.SYSTEM).order_by("-at", "-pk")


def _of_room(entries: QuerySet[JournalEntry], room: str) -> QuerySet[JournalEntry]:
    return entries.filter(kind__gte=f"{room}.", kind__lt=f"{room}/")


def comments_for(actor: Actor, ref: str) -> QuerySet[Comment]:
    """The comments on a thing, oldest first."""
    require_view(actor)
    return Comment.objects.filter(ref=ref).select_related("author")


def links_for(actor: Actor, ref: str) -> list[tuple[str, str]]:
    """``(ref, relation)`` of everything a thing is linked with, either way."""
    require_view(actor)
    ahead = Link.objects.filter(source=ref).values_list("target", "relation")
    behind = Link.objects.filter(target=ref).values_list("source", "relation")
    return [*ahead, *behind]


def attachments_for(actor: Actor, ref: str) -> QuerySet[Attachment]:
    """The files that belong to a thing."""
    require_view(actor)
    return Attachment.objects.filter(ref=ref)


def attachment(actor: Actor, pk: int) -> Attachment:
    """One file. Raises NotFound."""
    require_view(actor)
    found = Attachment.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such attachment.")
    return found


def job(actor: Actor, pk: int) -> Job:
    """A background job, to show how far it is. Raises NotFound."""
    require_view(actor)
    found = Job.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such job.")
    return found


def recent_jobs(actor: Actor) -> QuerySet[Job]:
    """Background work, newest first, without the small change of reactions that went well."""
    require_operate(actor, "see background work")
    quiet = Q(state=JobState.DONE, queue="quick")
    return Job.objects.exclude(quiet).order_by("-pk")


def job_counts(actor: Actor) -> dict[str, int]:
    """How many jobs wait, run and have failed."""
    require_operate(actor, "see background work")
    states = [JobState.READY, JobState.RUNNING, JobState.FAILED]
    found = dict(
        Job.objects.filter(state__in=states).order_by().values_list("state").annotate(n=Count("pk"))
    )
    return {state: found.get(state, 0) for state in states}
