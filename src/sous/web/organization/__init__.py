"""The pages about our own side: products with their areas, teams with their members."""

from sous.web.organization.urls import urlpatterns

__all__ = ["urlpatterns"]
