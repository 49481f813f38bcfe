"""The themes: the list and the map, one theme with its evidence, and what people change."""

from sous.web.themes.urls import urlpatterns

__all__ = ["urlpatterns"]
