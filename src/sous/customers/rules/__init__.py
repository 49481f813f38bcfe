"""Pure decisions about customers."""

from sous.customers.rules.changes import changes_in_words
from sous.customers.rules.countries import country_code, country_name
from sous.customers.rules.mail import (
    clean_domain,
    clean_email,
    domain_of,
    is_domain,
    is_email,
    lookups_for,
)
from sous.customers.rules.merging import MAX_MERGED, fill_gaps, names_in_words
from sous.customers.rules.outcomes import Behind, Upserted, reason_of
from sous.customers.rules.rows import clean_account, clean_contact, text_of
from sous.customers.rules.segments import (
    FIELDS,
    OPS,
    WITHOUT_VALUE,
    Condition,
    Rule,
    RuleError,
    read_rule,
    rule_in_words,
)
from sous.customers.rules.words import fold, search_name

__all__ = [
    "FIELDS",
    "MAX_MERGED",
    "OPS",
    "WITHOUT_VALUE",
    "Behind",
    "Condition",
    "Rule",
    "RuleError",
    "Upserted",
    "changes_in_words",
    "clean_account",
    "clean_contact",
    "clean_domain",
    "clean_email",
    "country_code",
    "country_name",
    "domain_of",
    "fill_gaps",
    "fold",
    "is_domain",
    "is_email",
    "lookups_for",
    "names_in_words",
    "read_rule",
    "reason_of",
    "rule_in_words",
    "search_name",
    "text_of",
]
