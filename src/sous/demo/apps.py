from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "sous.demo"
    label = "demo"
