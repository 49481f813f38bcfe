"""Registers every vendor format when the application starts."""

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "sous.connectors"
    verbose_name = "Connectors"

    def ready(self) -> None:
        from sous.connectors import load

        load()
