from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "sous.feedback"
    label = "feedback"

    def ready(self) -> None:
        from sous.feedback.models import Import, Item, Quote
        from sous.kernel import refs

        refs.register("FB", Item, noun="feedback item", path="/feedback/{id}")
        refs.register("QT", Quote, noun="quote", path="/quotes/{id}")
        refs.register("IMP", Import, noun="import", path="/imports/{id}")
