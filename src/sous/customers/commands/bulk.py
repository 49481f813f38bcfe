"""Many accounts and contacts at once, in a handful of queries, however often they are sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from sous.customers import events
from sous.customers.commands.joining import join_contacts
from sous.customers.commands.matching import (
    CONTACT_FILL,
    Accounts,
    Clash,
    fill,
    write_changed,
)
from sous.customers.models import Account, Contact
from sous.customers.permissions import require_edit
from sous.customers.queries import ERASED_PERSON, erased_among
from sous.customers.rules import (
    Behind,
    Upserted,
    clean_account,
    clean_contact,
    domain_of,
    reason_of,
    search_name,
    text_of,
)
from sous.kernel import journal
from sous.kernel.actors import Actor
from sous.kernel.errors import Invalid
from sous.kernel.models import User
from sous.kernel.refs import make_ref

MAX_ROWS = 20_000
ACCOUNT_OF = {
    "account_name": "name",
    "account_domain": "domain",
    "account_external_id": "external_id",
}
EXTRA_OF = ("plan", "tier", "revenue", "currency")

Row = Mapping[str, Any]


@transaction.atomic
def upsert_accounts(
    *, actor: Actor, at: datetime, rows: Sequence[Row], source: str = "import", dry: bool = False
) -> Upserted:
    """Create or update accounts. The same rows again change nothing.

    A row has the fields of an account (see ``rules.clean_account``; ``owner_email`` in place of an
    id) and is known by ``external_id``, else ``domain``, else ``name``. What a row leaves empty
    stays as it is; properties are united. Rows that cannot be kept are refused one by one.
    ``dry`` counts without writing.
    """
    require_edit(actor)
    _check_size(rows)
    done = Upserted()
    owners = _owners(rows)
    cleaned = [_clean_account_row(row, owners) for row in rows]
    accounts = Accounts.meant_by(values for values, problems in cleaned if not problems)
    meant: list[Account | None] = []
    for number, (values, problems) in enumerate(cleaned):
        meant.append(_upsert_account(accounts, number, values, problems, done, at, source))
    if not dry:
        accounts.write(at)
        join_contacts(actor=actor, at=at, accounts=[a for a in meant if a is not None and a.domain])
        if accounts.new or accounts.changed:
            _announce(actor, at, source, done, "accounts", accounts.new, list(accounts.changed))
    done.ids = [account.pk if account else None for account in meant]
    return done


def _upsert_account(
    accounts: Accounts,
    number: int,
    values: dict[str, Any],
    problems: dict[str, str],
    done: Upserted,
    at: datetime,
    source: str,
) -> Account | None:
    known = values.get("external_id") in accounts.by_external_id
    if not problems and not (known or values.get("name") or values.get("domain")):
        problems = {"name": "An account needs a name or a domain."}
    try:
        account = None if problems else accounts.match(values)
    except Clash as clash:
        problems = {"row": str(clash)}
    if problems:
        done.refused[number] = reason_of(problems)
        return None
    if account is None:
        done.created += 1
        return accounts.create(values, at, source)
    if not values.get("external_id") and not values.get("domain"):
        values = {**values, "name": ""}  # another spelling of the name it was found by
    if accounts.change(account, values, over=True):
        done.updated += 1
    else:
        done.same += 1
    return accounts.living(account)


@transaction.atomic
def upsert_contacts(
    *, actor: Actor, at: datetime, rows: Sequence[Row], source: str = "import", dry: bool = False
) -> Upserted:
    """Create or update contacts, likewise; known by ``external_id``, else ``email``.

    ``account_name``, ``account_domain`` and ``account_external_id`` name the account, which is
    created when it is new; without them the e-mail domain decides for contacts that have none.
    """
    require_edit(actor)
    _check_size(rows)
    done = Upserted()
    parts = [_clean_contact_row(row) for row in rows]
    _refuse_erased([(values, problems) for values, _, problems in parts])
    good = [part for part in parts if not part[2]]
    emails = [values["email"] for values, _, _ in good if values.get("email")]
    accounts = Accounts.meant_by([named for _, named, _ in good if named], emails)
    known = _contacts_meant(values for values, _, _ in good)
    changed: dict[int, Contact] = {}
    fresh: list[Contact] = []
    meant: list[Contact | None] = []
    for number, (values, named, problems) in enumerate(parts):
        try:
            account = None if problems else _account_for(accounts, named, at, source)
            contact = None if problems else _match_contact(known, values)
        except Clash as clash:
            problems = {"row": str(clash)}
        if problems:
            done.refused[number] = reason_of(problems)
            meant.append(None)
            continue
        if contact is None:
            done.created += 1
            contact = Contact(created_at=at, updated_at=at, source=source)
            fill(contact, values, over=True)
            contact.account = account or accounts.at(contact.email)
            fresh.append(contact)
        elif contact.merged_into_id:
            done.same += 1
        else:
            different = fill(contact, values, over=True)
            different |= _place(contact, account, accounts)
            done.updated += different
            done.same += not different
            if different and contact.pk:
                changed[contact.pk] = contact
        _index(known, contact)
        meant.append(contact)
    if not dry:
        accounts.write(at)
        _write_contacts(fresh, list(changed.values()), at)
        join_contacts(actor=actor, at=at, accounts=accounts.new)
        if fresh or changed:
            _announce(actor, at, source, done, "contacts", fresh, list(changed), accounts.new)
    done.ids = [(contact.merged_into_id or contact.pk) if contact else None for contact in meant]
    return done


@transaction.atomic
def ensure_people(
    *, actor: Actor, at: datetime, rows: Sequence[Row], source: str = "feedback"
) -> list[Behind]:
    """Find or create who is behind each row of a file of feedback; one answer per row.

    A row may have ``email name title language``, ``account_name account_domain
    account_external_id`` and ``plan tier revenue currency`` of that account. Contacts are created
    for every usable address, accounts only where the row names one; nothing that is known already
    is overwritten, gaps are filled. Nothing is refused: what cannot be used is left out, and people
    who were erased are not made again.
    """
    require_edit(actor)
    parts = [_person_row(row) for row in rows]
    erased = erased_among("email", [values.get("email", "") for values, _ in parts])
    parts = [({} if values.get("email") in erased else values, named) for values, named in parts]
    emails = {values["email"] for values, _ in parts if values.get("email")}
    accounts = Accounts.meant_by([named for _, named in parts if named], emails)
    known = _contacts_meant([{"email": email} for email in emails])
    fresh: list[Contact] = []
    changed: dict[int, Contact] = {}
    meant: list[tuple[Contact | None, Account | None]] = []
    for values, named in parts:
        account = _ensure_account(accounts, named, at, source)
        email = values.get("email")
        contact = known.get(("email", email)) if email else None
        if email and contact is None:
            contact = Contact(created_at=at, updated_at=at, source=source)
            fill(contact, values, over=True)
            contact.account = account or accounts.at(email)
            fresh.append(contact)
            _index(known, contact)
        elif contact is not None and not contact.merged_into_id:
            different = fill(contact, values, over=False)
            if contact.account_id is None and contact.account is None:
                different |= _place(contact, account, accounts)
            if different and contact.pk:
                changed[contact.pk] = contact
        meant.append((contact, account))
    accounts.write(at)
    _write_contacts(fresh, list(changed.values()), at)
    join_contacts(actor=actor, at=at, accounts=accounts.new)
    if fresh or accounts.new:
        done = Upserted(created=len(fresh) + len(accounts.new), updated=len(changed))
        _announce(actor, at, source, done, "people behind feedback", [], [], accounts.new)
    homes = _homes([contact for contact, _ in meant if contact is not None])
    return [
        Behind(
            (contact.merged_into_id or contact.pk) if contact else None,
            account.pk if account else homes.get(contact.pk) if contact else None,
        )
        for contact, account in meant
    ]


def _check_size(rows: Sequence[Row]) -> None:
    if len(rows) > MAX_ROWS:
        raise Invalid(f"At most {MAX_ROWS:,} rows at a time.")


def _owners(rows: Sequence[Row]) -> dict[str, int]:
    wanted = {text_of(row.get("owner_email")).lower() for row in rows} - {""}
    if not wanted:
        return {}
    return {email.lower(): pk for pk, email in User.objects.values_list("pk", "email")}


def _clean_account_row(row: Row, owners: dict[str, int]) -> tuple[dict[str, Any], dict[str, str]]:
    given = dict(row)
    owner = text_of(given.pop("owner_email", "")).lower()
    values, problems = clean_account({name: v for name, v in given.items() if v not in (None, "")})
    if owner in owners:
        values["owner_id"] = owners[owner]
    elif owner:  # kept where it can be read, since nobody of that address signs in here
        values["properties"] = {**values.get("properties", {}), "owner": owner}
    return values, problems


def _split(row: Row) -> tuple[dict[str, Any], dict[str, Any]]:
    own, account = {}, {}
    for name, value in row.items():
        if value in (None, ""):
            continue
        if name in ACCOUNT_OF:
            account[ACCOUNT_OF[name]] = value
        elif name in EXTRA_OF:
            account[name] = value
        else:
            own[name] = value
    if not {"name", "domain", "external_id"} & set(account):
        account = {}
    return own, account


def _clean_contact_row(row: Row) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    own, account = _split(row)
    values, problems = clean_contact(own)
    named, more = clean_account(account)
    problems |= {f"account {name}": text for name, text in more.items()}
    if not problems and not values.get("email") and not values.get("external_id"):
        problems["email"] = "A contact needs an e-mail address or an id."
    return values, named, problems


def _person_row(row: Row) -> tuple[dict[str, Any], dict[str, Any]]:
    own, account = _split(row)
    known = {name: own[name] for name in ("email", "name", "title", "language") if name in own}
    values, _ = clean_contact({name: _cut(name, value) for name, value in known.items()})
    named, _ = clean_account(account)
    if not {"name", "domain", "external_id"} & set(named):
        named = {}
    return (values if values.get("email") else {}), named


def _cut(name: str, value: Any) -> Any:
    longest = {"name": 200, "title": 120, "language": 8}.get(name)
    return text_of(value)[:longest] if longest else value


def _refuse_erased(rows: Sequence[tuple[Row, dict[str, str]]]) -> None:
    for kind in ("email", "external_id"):
        erased = erased_among(kind, [str(values.get(kind) or "") for values, _ in rows])
        for values, problems in rows:
            if str(values.get(kind) or "").strip().lower() in erased:
                problems[kind] = ERASED_PERSON


def _account_for(accounts: Accounts, named: Row, at: datetime, source: str) -> Account | None:
    if not named:
        return None
    account = accounts.match(named)
    if account is None:
        if not named.get("name") and not named.get("domain"):
            raise Clash(f"There is no account with the id “{named['external_id']}”.")
        return accounts.create(named, at, source)
    accounts.change(account, named, over=False)
    return accounts.living(account)


def _ensure_account(accounts: Accounts, named: Row, at: datetime, source: str) -> Account | None:
    try:
        return _account_for(accounts, named, at, source)
    except Clash:
        known = accounts.by_external_id.get(named.get("external_id") or "")
        known = known or accounts.by_domain.get(named.get("domain") or "")
        return accounts.living(known) if known else None


def _place(contact: Contact, account: Account | None, accounts: Accounts) -> bool:
    """Give a contact the account its row names, or else, if it has none, the one of its domain."""
    if account is None and contact.account_id is None:
        account = accounts.at(contact.email)
    if account is None or (account.pk and account.pk == contact.account_id):
        return False
    if contact.account is account:
        return False
    contact.account = account
    return True


def _contacts_meant(rows: Any) -> dict[tuple[str, str], Contact]:
    rows = list(rows)
    known: dict[tuple[str, str], Contact] = {}
    for column in ("external_id", "email"):
        wanted = sorted({row[column] for row in rows if row.get(column)})
        for start in range(0, len(wanted), MAX_ROWS):
            found = Contact.objects.select_for_update().filter(
                **{f"{column}__in": wanted[start : start + MAX_ROWS]}
            )
            for contact in found.order_by("pk"):
                same = known.get(("id", str(contact.pk)), contact)
                known["id", str(contact.pk)] = same
                _index(known, same)
    return known


def _index(known: dict[tuple[str, str], Contact], contact: Contact) -> None:
    for column in ("external_id", "email"):
        key = (column, getattr(contact, column))
        before = known.get(key)
        if key[1] and (before is None or (before.merged_into_id and not contact.merged_into_id)):
            known[key] = contact


def _match_contact(known: dict[tuple[str, str], Contact], values: Row) -> Contact | None:
    by_id = known.get(("external_id", values.get("external_id") or ""))
    by_email = known.get(("email", values.get("email") or ""))
    if by_id is not None and by_email is not None and by_id is not by_email:
        raise Clash("The id and the e-mail address belong to two contacts. Merge them first.")
    found = by_id or by_email
    if found is not None and by_id is None and found.external_id and values.get("external_id"):
        raise Clash("The e-mail address belongs to a contact with another id.")
    return found


def _write_contacts(fresh: list[Contact], changed: list[Contact], at: datetime) -> None:
    for contact in (*fresh, *changed):
        contact.email_domain = domain_of(contact.email)
        contact.search_name = search_name(contact.name, contact.email)
        if contact.account is not None:  # it may have been written a moment ago
            contact.account_id = contact.account.pk
    Contact.objects.bulk_create(fresh)
    write_changed(Contact, changed, [*CONTACT_FILL, "email_domain"], at)


def _homes(contacts: list[Contact]) -> dict[int, int | None]:
    """The account of each contact; for a merged one that of the contact it lives on in."""
    into = {contact.merged_into_id for contact in contacts if contact.merged_into_id}
    moved = dict(Contact.objects.filter(pk__in=into).values_list("pk", "account_id"))
    return {
        contact.pk: moved.get(contact.merged_into_id)
        if contact.merged_into_id
        else contact.account_id
        for contact in contacts
    }


def _announce(
    actor: Actor,
    at: datetime,
    source: str,
    done: Upserted,
    what: str,
    fresh: Sequence[Account | Contact],
    changed: list[int],
    accounts: Sequence[Account] = (),
) -> None:
    kind = Account if what == "accounts" else Contact
    refs = [make_ref(kind, pk) for pk in (*(thing.pk for thing in fresh), *changed)]
    refs += [make_ref(Account, account.pk) for account in accounts]
    new_accounts = [*(fresh if kind is Account else ()), *accounts]
    event = events.CustomersImported(
        source=source,
        created=done.created,
        updated=done.updated,
        what=what,
        account_ids=[account.pk for account in new_accounts],
        contact_ids=[thing.pk for thing in fresh] if kind is Contact else [],
        refs=tuple(refs),
    )
    journal.announce(event, actor=actor, at=at)
