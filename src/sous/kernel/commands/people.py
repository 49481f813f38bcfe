from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from sous.kernel import events, journal
from sous.kernel.actors import Actor
from sous.kernel.choices import Role
from sous.kernel.errors import Conflict, Invalid, NotFound
from sous.kernel.models import ApiToken, Invitation, User
from sous.kernel.permissions import require_own, require_role
from sous.kernel.queries import invitation_for_secret
from sous.kernel.rules import digest, may_lose_owner, new_secret

INVITATION_DAYS = 14


@transaction.atomic
def create_owner(*, actor: Actor, at: datetime, email: str, name: str, password: str) -> User:
    """Make the first person of a new workspace. Raises Conflict once there is anyone."""
    if User.objects.exists():
        raise Conflict("This workspace has an owner already. Sign in instead.")
    user = _new_user(email=email, name=name, role=Role.OWNER, password=password, at=at)
    journal.announce(events.OwnerCreated(email=user.email), actor=Actor.for_user(user), at=at)
    return user


@transaction.atomic
def invite_person(*, actor: Actor, at: datetime, email: str, role: str) -> tuple[Invitation, str]:
    """Invite an address. Returns the invitation and the secret that its link carries."""
    require_own(actor, "invite people")
    email = _checked_email(email)
    if role not in Role.values:
        raise Invalid("Choose a role.", {"role": f"“{role}” is not a role."})
    if User.objects.filter(email__iexact=email).exists():
        raise Conflict(f"{email} is a member already.")
    Invitation.objects.filter(email__iexact=email, accepted_at=None).delete()
    secret = new_secret()
    invitation = Invitation.objects.create(
        email=email,
        role=role,
        digest=digest(secret),
        invited_by_id=actor.user_id,
        invited_at=at,
        expires_at=at + timedelta(days=INVITATION_DAYS),
    )
    journal.announce(events.PersonInvited(email=email, role=role), actor=actor, at=at)
    return invitation, secret


@transaction.atomic
def revoke_invitation(*, actor: Actor, at: datetime, invitation_id: int) -> None:
    """Make an open invitation worthless."""
    require_own(actor, "withdraw invitations")
    invitation = Invitation.objects.filter(pk=invitation_id, accepted_at=None).first()
    if invitation is None:
        raise NotFound("There is no such open invitation.")
    invitation.delete()
    journal.announce(events.InvitationRevoked(email=invitation.email), actor=actor, at=at)


@transaction.atomic
def accept_invitation(*, actor: Actor, at: datetime, secret: str, name: str, password: str) -> User:
    """Join with the address and the role of an invitation. Raises NotFound, Invalid."""
    invitation = invitation_for_secret(secret, at=at)
    user = _new_user(
        email=invitation.email, name=name, role=Role(invitation.role), password=password, at=at
    )
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    event = events.PersonJoined(email=user.email, role=user.role)
    journal.announce(event, actor=Actor.for_user(user), at=at)
    return user


@transaction.atomic
def add_person(*, actor: Actor, at: datetime, email: str, name: str, role: str) -> User:
    """Give someone an account without a password; "forgot your password?" gets them one."""
    require_own(actor, "add people")
    if role not in Role.values:
        raise Invalid("Choose a role.", {"role": f"“{role}” is not a role."})
    email = _checked_email(email)
    if User.objects.filter(email__iexact=email).exists():
        raise Conflict(f"{email} is a member already.")
    user = User(email=email, name=name.strip()[:120], role=role, joined_at=at)
    user.set_unusable_password()
    user.save(force_insert=True)
    journal.announce(events.PersonAdded(email=email, role=role), actor=actor, at=at)
    return user


@transaction.atomic
def change_role(*, actor: Actor, at: datetime, user_id: int, role: str) -> User:
    """Give a person another role; the last owner cannot lose theirs."""
    require_own(actor, "change roles")
    if role not in Role.values:
        raise Invalid("Choose a role.", {"role": f"“{role}” is not a role."})
    user = _person_for_change(user_id, role)
    before, user.role = user.role, role
    if before != role:
        user.save(update_fields=["role"])
        event = events.RoleChanged(email=user.email, before=before, after=role)
        journal.announce(event, actor=actor, at=at)
    return user


@transaction.atomic
def set_password(*, actor: Actor, at: datetime, user_id: int, password: str) -> None:
    """Give a person a password. Raises Invalid when it is too weak."""
    require_own(actor, "set passwords")
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound("There is no such person.")
    _check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    journal.announce(events.PasswordSet(email=user.email), actor=actor, at=at)


@transaction.atomic
def rename_person(*, actor: Actor, at: datetime, user_id: int, name: str) -> User:
    """Change a person's name. People change their own; owners anyone's."""
    if actor.user_id != user_id:
        require_own(actor, "rename other people")
    require_role(actor, Role.VIEWER, "change a name")
    name = name.strip()[:120]
    if not name:
        raise Invalid("A person needs a name.", {"name": "Enter a name."})
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound("There is no such person.")
    if user.name != name:
        event = events.PersonRenamed(email=user.email, before=user.name, after=name)
        user.name = name
        user.save(update_fields=["name"])
        journal.announce(event, actor=actor, at=at)
    return user


@transaction.atomic
def deactivate_person(*, actor: Actor, at: datetime, user_id: int) -> User:
    """Shut a person out at once, tokens included; what they did stays."""
    require_own(actor, "deactivate people")
    user = _person_for_change(user_id, None)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
        journal.announce(events.PersonDeactivated(email=user.email), actor=actor, at=at)
    return user


@transaction.atomic
def reactivate_person(*, actor: Actor, at: datetime, user_id: int) -> User:
    """Let a person in again, with the role they had."""
    require_own(actor, "reactivate people")
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound("There is no such person.")
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        journal.announce(events.PersonReactivated(email=user.email), actor=actor, at=at)
    return user


@transaction.atomic
def remove_person(*, actor: Actor, at: datetime, user_id: int) -> None:
    """Delete someone who never signed in. Raises Conflict for anyone else: deactivate them."""
    require_own(actor, "remove people")
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound("There is no such person.")
    if user.last_login or user.has_usable_password():
        raise Conflict(f"{user} has signed in. Deactivate them instead.")
    user.delete()
    journal.announce(events.PersonRemoved(email=user.email), actor=actor, at=at)


def _person_for_change(user_id: int, new_role: str | None) -> User:
    owners = list(
        User.objects.select_for_update().filter(role=Role.OWNER, is_active=True).order_by("pk")
    )
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound("There is no such person.")
    if user.is_active and not may_lose_owner(len(owners), user.role, new_role):
        raise Conflict("A workspace needs an owner. Make someone else an owner first.")
    return user


def _new_user(*, email: str, name: str, role: Role, password: str, at: datetime) -> User:
    email = _checked_email(email)
    user = User(email=email, name=name.strip()[:120], role=role, joined_at=at)
    _check_password(password, user)
    if User.objects.filter(email__iexact=email).exists():
        raise Conflict(f"{email} is a member already.")
    user.set_password(password)
    user.save(force_insert=True)
    return user


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid("Choose another password.", {"password": " ".join(error.messages)})


def _checked_email(email: str) -> str:
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid("That is no e-mail address.", {"email": "Enter an address like a@b.com."})
    return email
