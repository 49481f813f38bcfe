"""Takes the demo away, part by part, each part repeatable: what a crash left goes the next time.

What people here added stays. So does a thing of the demo that something of theirs hangs on: an
account that their own feedback is from, a product that it is about, a team they joined.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction

from sous.customers import commands as customers
from sous.customers.models import Account, Contact, Segment
from sous.demo import events, manifest
from sous.demo.models import Brought
from sous.feedback import commands as feedback
from sous.feedback.choices import ImportState
from sous.feedback.models import Import, Item, Voter
from sous.insights import commands as insights
from sous.insights.models import Membership, Theme
from sous.kernel import jobs, journal
from sous.kernel.actors import Actor
from sous.kernel.commands import remove_person
from sous.kernel.models import Job, User
from sous.organization import commands as organization
from sous.organization.models import Area, Member, Product, Team

SYSTEM = Actor.system("Demo")


def parts() -> list[tuple[str, Callable[[Actor, datetime], int]]]:
    """What is taken away, in its order, with the words for its progress.

    Each answers how many things of the demo had to stay.
    """
    return [
        ("What they said", _feedback),
        ("Themes", _themes),
        ("Customers", _customers),
        ("Products and teams", _organization),
        ("Colleagues", _people),
    ]


def remove_everything(*, actor: Actor, at: datetime) -> int:
    """Take part after part away, saying how far it is. Returns how many things stayed."""
    steps = parts()
    kept = 0
    for number, (words, part) in enumerate(steps):
        jobs.report(number, len(steps), words)
        kept += part(actor, at)
    _finish(actor, at, kept)
    jobs.report(len(steps), len(steps), "Done")
    return kept


def _feedback(actor: Actor, at: datetime) -> int:
    for pk in manifest.ids_of(Import):
        theirs = Membership.objects.filter(item__imported_by=pk, theme__isnull=False)
        themes = theirs.order_by().values_list("theme", flat=True).distinct()
        manifest.note(Theme, [theme for theme in themes if theme is not None])
        _import(actor, at, pk)
    return 0


def _import(actor: Actor, at: datetime, pk: int) -> None:
    """Undo an import and forget its file, from wherever it stands."""
    imported = Import.objects.filter(pk=pk).first()
    if imported is None:
        return
    act: dict[str, Any] = {"actor": actor, "at": at, "import_id": pk}
    if imported.state in {ImportState.DONE, ImportState.RUNNING}:
        imported = feedback.undo_import(**act, keep_touched=False, background=False)
    if imported.state == ImportState.UNDOING:
        while feedback.undo_rows(**act):
            pass
        feedback.finish_undo(**act)
    feedback.discard_import(**act)


def _themes(actor: Actor, at: datetime) -> int:
    insights.forget_themes(actor=actor, at=at, theme_ids=manifest.ids_of(Theme))
    return 0


def _customers(actor: Actor, at: datetime) -> int:
    segments = Segment.objects.filter(pk__in=manifest.ids_of(Segment))
    for segment in segments:
        customers.delete_segment(actor=actor, at=at, segment_id=segment.pk)
    contacts, accounts = set(manifest.ids_of(Contact)), set(manifest.ids_of(Account))
    heard = Item.objects.filter(contact__in=contacts).values_list("contact", flat=True)
    voted = Voter.objects.filter(contact__in=contacts).values_list("contact", flat=True)
    kept_contacts = {*heard, *voted}
    theirs = Contact.objects.filter(account__in=accounts).exclude(pk__in=contacts - kept_contacts)
    kept_accounts = {
        *Item.objects.filter(account__in=accounts).values_list("account", flat=True),
        *theirs.values_list("account", flat=True),
    }
    customers.remove_customers(
        actor=actor,
        at=at,
        account_ids=sorted(accounts - kept_accounts),
        contact_ids=sorted(contacts - kept_contacts),
    )
    return len(kept_accounts) + len(kept_contacts)


def _organization(actor: Actor, at: datetime) -> int:
    areas, people = manifest.ids_of(Area), manifest.ids_of(User)
    for area in Area.objects.filter(pk__in=areas):
        organization.remove_area(actor=actor, at=at, area_id=area.pk)
    Member.objects.filter(team__in=manifest.ids_of(Team), user__in=people).delete()
    kept = 0
    for product in Product.objects.filter(pk__in=manifest.ids_of(Product)):
        if product.areas.exists() or Item.objects.filter(product=product).exists():
            kept += 1
        else:
            organization.remove_product(actor=actor, at=at, product_id=product.pk)
    for team in Team.objects.filter(pk__in=manifest.ids_of(Team)):
        if team.areas.exists() or team.members.exists():
            kept += 1
        else:
            organization.remove_team(actor=actor, at=at, team_id=team.pk)
    return kept


def _people(actor: Actor, at: datetime) -> int:
    """Colleagues of the demo cannot sign in; one who was given a password is somebody's by now."""
    kept = 0
    for user in User.objects.filter(pk__in=manifest.ids_of(User)):
        if user.has_usable_password() or user.last_login:
            kept += 1
        else:
            remove_person(actor=SYSTEM, at=at, user_id=user.pk)
    return kept


@transaction.atomic
def _finish(actor: Actor, at: datetime, kept: int) -> None:
    """Forget the list, and let the demo be loaded again."""
    Brought.objects.all().delete()
    Job.objects.filter(key=manifest.LOAD).update(key=None)
    journal.announce(events.DemoRemoved(kept=kept), actor=actor, at=at)
