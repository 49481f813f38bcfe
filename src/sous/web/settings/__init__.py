"""The settings: people, tokens, the audit log, the system, and my own profile."""

from sous.web.settings.urls import urlpatterns

__all__ = ["urlpatterns"]
