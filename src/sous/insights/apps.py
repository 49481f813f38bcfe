from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "sous.insights"
    label = "insights"
