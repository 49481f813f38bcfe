from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "sous.insights"
    label = "insights"

    def ready(self) -> None:
        from sous.feedback.queries import register_filter, register_look
        from sous.insights import queries, reactions  # noqa: F401 - registers the reactions
        from sous.insights.models import Theme
        from sous.insights.queries import inbox
        from sous.kernel import refs, search

        register_filter("theme", "Theme", inbox.within_theme, inbox.name_of_theme)
        register_look("q", inbox.with_words)
        register_look("tag", inbox.with_tag)
        refs.register("TH", Theme, noun="theme", path="/themes/{id}")
        search.register("themes", "Themes", queries.find_themes)
        search.register("feedback", "Feedback", queries.find_items)
