from django.urls import path

from sous.web.settings import audit, people, profile, system, tokens

urlpatterns = [
    path("settings/", profile.settings_home, name="settings"),
    path("settings/profile", profile.profile, name="profile"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/invite", people.invite, name="invite"),
    path("settings/people/<int:pk>/role", people.change_role, name="change-role"),
    path("settings/people/<int:pk>/active", people.change_active, name="change-active"),
    path("settings/invitations/<int:pk>/revoke", people.revoke, name="revoke-invitation"),
    path("settings/tokens/", tokens.tokens, name="tokens"),
    path("settings/tokens/<int:pk>/revoke", tokens.revoke, name="revoke-token"),
    path("settings/audit/", audit.audit, name="audit"),
    path("settings/audit.csv", audit.export, name="audit-export"),
    path("settings/system/", system.system, name="system"),
    path("settings/system/jobs/<int:pk>/retry", system.retry, name="retry-job"),
]
