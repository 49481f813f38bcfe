from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "sous.insights"
    label = "insights"

    def ready(self) -> None:
        from sous.insights import queries, reactions  # noqa: F401 - registers the reactions
        from sous.insights.models import Theme
        from sous.kernel import refs, search

        refs.register("TH", Theme, noun="theme", path="/themes/{id}")
        search.register("themes", "Themes", queries.find_themes)
        search.register("feedback", "Feedback", queries.find_items)
