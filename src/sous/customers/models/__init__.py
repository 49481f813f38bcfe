"""The customers room's tables."""

from sous.customers.models.account import Account
from sous.customers.models.consent import Consent
from sous.customers.models.contact import Contact
from sous.customers.models.erasure import Erasure
from sous.customers.models.file import CustomerFile
from sous.customers.models.merge import Merge
from sous.customers.models.segment import Segment

__all__ = ["Account", "Consent", "Contact", "CustomerFile", "Erasure", "Merge", "Segment"]
