"""Pure decisions about customers."""

from sous.customers.rules.countries import country_code, country_name
from sous.customers.rules.mail import (
    clean_domain,
    clean_email,
    domain_of,
    is_domain,
    is_email,
    lookups_for,
)
from sous.customers.rules.outcomes import Behind, Upserted, reason_of
from sous.customers.rules.rows import clean_account, clean_contact, text_of
from sous.customers.rules.words import fold, search_name

__all__ = [
    "Behind",
    "Upserted",
    "clean_account",
    "clean_contact",
    "clean_domain",
    "clean_email",
    "country_code",
    "country_name",
    "domain_of",
    "fold",
    "is_domain",
    "is_email",
    "lookups_for",
    "reason_of",
    "search_name",
    "text_of",
]
