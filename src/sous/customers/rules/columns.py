"""Which column of a file of customers means what, guessed from its header."""

from collections.abc import Mapping, Sequence
from typing import Any

from sous.customers.choices import RowKind
from sous.engines.tables import Row, as_text, fold, parse_moment, parse_money

ACCOUNT_COLUMNS = {
    "name": ("Name", "name, account, account name, company, company name, customer, "
             "customer name, organization, organisation, organization name, firma, kunde, "
             "entreprise, société, empresa"),
    "domain": ("Domain", "domain, website, web site, company domain, url, email domain, site"),
    "external_id": ("External id", "external id, id, account id, company id, customer id, crm id, "
                    "record id, organization id, kundennummer"),
    "plan": ("Plan", "plan, plan name, subscription, subscription plan, package, edition, tarif"),
    "tier": ("Tier", "tier, customer tier, size, company size, account tier"),
    "stage": ("Stage", "stage, lifecycle stage, status, account status"),
    "health": ("Health", "health, health score, account health"),
    "industry": ("Industry", "industry, sector, vertical, branche, secteur, sector"),
    "country": ("Country", "country, country code, land, pays, país, billing country"),
    "seats": ("Seats", "seats, licenses, licences, users, user count, number of seats"),
    "revenue": ("Yearly revenue", "revenue, arr, annual revenue, annual recurring revenue, "
                "yearly revenue, acv, annual contract value, umsatz, chiffre d'affaires"),
    "currency": ("Currency", "currency, currency code, revenue currency, währung, devise"),
    "renewal_on": ("Renewal", "renewal, renewal date, renews on, renewal on, contract end, "
                   "contract end date, renews, expires, verlängerung"),
    "signed_on": ("Customer since", "customer since, signed on, start date, contract start, "
                  "signup date, sign up date, became a customer, kunde seit"),
    "owner_email": ("Owner’s e-mail", "owner, owner email, account owner, account manager, csm, "
                    "customer success manager, owner e mail"),
}  # fmt: skip
CONTACT_COLUMNS = {
    "email": ("E-mail", "email, e mail, email address, mail, contact email, work email, e mail "
              "adresse, courriel, correo"),
    "name": ("Name", "name, full name, contact, contact name, person, display name"),
    "first_name": ("First name", "first name, firstname, given name, vorname, prénom, nombre"),
    "last_name": ("Last name", "last name, lastname, surname, family name, nachname, apellido"),
    "title": ("Job title", "title, job title, role, position, funktion, poste"),
    "language": ("Language", "language, locale, lang, sprache, langue"),
    "external_id": ("External id", "external id, id, contact id, user id, person id, record id"),
    "account_name": ("Account", "account, account name, company, company name, organization, "
                     "organisation, customer, firma, entreprise"),
    "account_domain": ("Account’s domain", "company domain, account domain, domain, website"),
    "account_external_id": ("Account’s id", "account id, company id, organization id, "
                            "customer id"),
}  # fmt: skip
COLUMNS = {RowKind.ACCOUNTS: ACCOUNT_COLUMNS, RowKind.CONTACTS: CONTACT_COLUMNS}
REASON = "reason"  # the column that a file of refused rows brings back
DATES = {"renewal_on", "signed_on"}


def labels_for(kind: str) -> dict[str, str]:
    """The fields a column may become, with their words."""
    return {name: label for name, (label, _) in COLUMNS[RowKind(kind)].items()}


def guess_kind(columns: Sequence[str]) -> str:
    """Contacts when there is a column of addresses, else accounts."""
    emails = _aliases(CONTACT_COLUMNS["email"])
    found = any(fold(column) in emails for column in columns)
    return RowKind.CONTACTS if found else RowKind.ACCOUNTS


def guess_columns(kind: str, columns: Sequence[str]) -> dict[str, str]:
    """field → column for what the header says; each column once."""
    known = COLUMNS[RowKind(kind)]
    found: dict[str, str] = {}
    for name, entry in known.items():
        ranks = {alias: place for place, alias in enumerate(_aliases(entry))}
        fitting = [c for c in columns if fold(c) in ranks and c not in found.values()]
        if fitting:
            found[name] = min(fitting, key=lambda column: ranks[fold(column)])
    if "name" in found and kind == RowKind.CONTACTS:
        found.pop("first_name", None)
        found.pop("last_name", None)
    return found


def read_row(
    row: Row,
    kind: str,
    mapping: Mapping[str, str],
    *,
    day_first: bool = False,
    decimal_comma: bool | None = None,
) -> dict[str, Any]:
    """A row of a file as the values of an account or a contact; columns left over are properties.

    Raises CellError where a date or an amount cannot be read.
    """
    values: dict[str, Any] = {}
    for name, column in mapping.items():
        value = row.value(column)
        if value in (None, ""):
            continue
        if name in DATES:
            value = parse_moment(value, day_first=day_first)
        elif name == "revenue":
            amount, currency = parse_money(value, decimal_comma=decimal_comma)
            value = amount
            if currency and "currency" not in mapping:
                values["currency"] = currency
        else:
            value = as_text(value)
        values[name] = value
    parts = [values.pop("first_name", ""), values.pop("last_name", "")]
    if any(parts) and not values.get("name"):
        values["name"] = " ".join(part for part in parts if part)
    used = {*mapping.values(), REASON}
    extra = {c: _plain(row.value(c)) for c in row.header.columns if c not in used}
    properties = {name: value for name, value in extra.items() if value not in (None, "")}
    if properties:
        values["properties"] = properties
    return values


def _aliases(entry: tuple[str, str]) -> list[str]:
    return [fold(alias) for alias in entry[1].split(",")]


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | bool) else as_text(value)
