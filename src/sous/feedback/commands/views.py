from datetime import datetime

from django.db import transaction

from sous.feedback import events
from sous.feedback.models import SavedView
from sous.feedback.permissions import require_share
from sous.feedback.queries.filters import Filter
from sous.kernel import journal
from sous.kernel.actors import Actor
from sous.kernel.choices import Role
from sous.kernel.errors import Invalid, NotAllowed, NotFound
from sous.kernel.permissions import require_role


@transaction.atomic
def save_view(
    *, actor: Actor, at: datetime, name: str, query: str, shared: bool = False
) -> SavedView:
    """Keep a filter under a name, for oneself or for everyone. The same name is saved over."""
    require_role(actor, Role.VIEWER, "save a view", writes=not shared)
    if shared:
        require_share(actor)
    name = " ".join(name.split())[:80]
    if not name:
        raise Invalid("Give the view a name.", {"name": "Give the view a name."})
    if not shared and actor.user_id is None:
        raise Invalid("Only a person has views of their own.", {"shared": "Share it instead."})
    query = Filter.parse_query(query).query_string()
    owner_id = None if shared else actor.user_id
    view, _ = SavedView.objects.update_or_create(
        name=name,
        owner_id=owner_id,
        defaults={"query": query[:1000]},
        create_defaults={"query": query[:1000], "created_at": at},
    )
    journal.announce(events.ViewSaved(view_id=view.pk, name=name), actor=actor, at=at)
    return view


@transaction.atomic
def delete_view(*, actor: Actor, at: datetime, view_id: int) -> None:
    """Forget a view: one's own, or a shared one as a triager."""
    view = SavedView.objects.filter(pk=view_id).first()
    if view is None or view.owner_id not in {None, actor.user_id}:
        raise NotFound("There is no such view.")
    if view.owner_id is None:
        require_share(actor)
    elif actor.role is None:
        raise NotAllowed("Sign in to do this.")
    view.delete()
    journal.announce(events.ViewDeleted(view_id=view_id, name=view.name), actor=actor, at=at)
