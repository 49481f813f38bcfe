"""The addresses of the pages, room by room."""

from django.urls import include, path

from sous.web import (
    accounts,
    customers,
    health,
    home,
    imports,
    look,
    organization,
    scope,
    search,
    settings,
    start,
    themes,
)
from sous.web.feedback import urls as feedback_urls

urlpatterns = [
    *home.urlpatterns,
    *accounts.urlpatterns,
    *start.urlpatterns,
    *settings.urlpatterns,
    *customers.urlpatterns,
    *organization.urlpatterns,
    *scope.urlpatterns,
    path("favicon.ico", look.favicon, name="favicon"),
    path("look/scheme", look.choose_scheme, name="choose_scheme"),
    path("styleguide/", look.styleguide, name="styleguide"),
    path("styleguide/inbox/<slug:ref>/", look.styleguide, {"page": "item"}),
    path("styleguide/<slug:page>/", look.styleguide, name="styleguide_page"),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/mfa/", include("allauth.mfa.urls")),
    *themes.urlpatterns,
    *feedback_urls.urlpatterns,
    *imports.urlpatterns,
    *search.urlpatterns,
]
