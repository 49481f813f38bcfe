"""Every address: the API, and the pages."""

from django.urls import include, path

from sous.api import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("sous.web.urls")),
]
