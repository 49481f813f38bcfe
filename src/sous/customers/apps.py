from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "sous.customers"
    label = "customers"

    def ready(self) -> None:
        from sous.customers.models import Account, Contact, Segment
        from sous.kernel import refs

        refs.register("ACC", Account, noun="account", path="/customers/accounts/{id}")
        refs.register("CON", Contact, noun="contact", path="/customers/contacts/{id}")
        refs.register("SEG", Segment, noun="segment", path="/customers/segments/{id}")
