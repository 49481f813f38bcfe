from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "sous.web"
    label = "web"
