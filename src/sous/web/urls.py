"""The addresses of the pages, room by room."""

from django.urls import include, path

from sous.web import feedback, health

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/mfa/", include("allauth.mfa.urls")),
    path("feedback/", feedback.inbox, name="inbox"),
    path("feedback/<int:pk>", feedback.item_page, name="item"),
    path("feedback/triage", feedback.triage, name="triage"),
]
