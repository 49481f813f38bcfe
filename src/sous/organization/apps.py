from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    name = "sous.organization"
    label = "organization"

    def ready(self) -> None:
        from sous.kernel import refs
        from sous.organization.models import Area, Product, Team

        refs.register("PRD", Product, noun="product", path="/settings/products/{id}")
        refs.register("AREA", Area, noun="area", path="/settings/areas/{id}")
        refs.register("TEAM", Team, noun="team", path="/settings/teams/{id}")
