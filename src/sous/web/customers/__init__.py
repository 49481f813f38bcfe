"""The pages about customers."""

from sous.web.customers.urls import urlpatterns

__all__ = ["urlpatterns"]
