from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "sous.customers"
    label = "customers"

    def ready(self) -> None:
        from sous.customers.models import Account, Contact, Segment
        from sous.customers.queries import find_accounts, find_contacts
        from sous.kernel import refs, search

        refs.register("ACC", Account, noun="account", path="/customers/accounts/{id}")
        refs.register("CON", Contact, noun="contact", path="/customers/contacts/{id}")
        refs.register("SEG", Segment, noun="segment", path="/customers/segments/{id}")
        search.register("accounts", "Accounts", find_accounts)
        search.register("contacts", "Contacts", find_contacts)
