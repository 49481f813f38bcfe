"""Every read of the customers room that has a name."""

from sous.customers.models import Account, Contact
from sous.customers.rules import domain_of


def people_behind(
    email: str, *, account_id: int | None = None
) -> tuple[Contact | None, Account | None]:
    """Who is behind an address: the contact, and their account by link or by e-mail domain."""
    contact = None
    if email:
        live = Contact.objects.filter(merged_into=None).select_related("account")
        contact = live.filter(email__iexact=email).first()
    if account_id is not None:
        return contact, Account.objects.filter(pk=account_id).first()
    if contact and contact.account:
        return contact, contact.account
    domain = domain_of(email)
    account = Account.objects.filter(domain=domain, merged_into=None).first() if domain else None
    return contact, account
