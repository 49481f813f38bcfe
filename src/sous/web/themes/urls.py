"""The addresses of the themes' pages."""

from django.urls import path

from sous.web.themes import actions, changes, detail, exports, lists

urlpatterns = [
    path("themes/", lists.themes, name="themes"),
    path("themes/map", lists.theme_map, name="theme_map"),
    path("themes/accuracy", lists.accuracy, name="theme_accuracy"),
    path("themes/progress", lists.progress, name="theme_progress"),
    path("themes/rebuild", actions.rebuild, name="theme_rebuild"),
    path("themes/export.csv", exports.themes, name="themes_export"),
    path("themes/merge", changes.merge_ticked, name="themes_merge"),
    path("themes/dismiss", actions.dismiss_ticked, name="themes_dismiss"),
    path("themes/move", changes.move, name="theme_move"),
    path("themes/edits/<int:pk>/undo", actions.undo, name="theme_undo"),
    path("themes/<int:pk>", detail.theme, name="theme"),
    path("themes/<int:pk>/quotes", detail.quotes, name="theme_quotes"),
    path("themes/<int:pk>/accounts", detail.accounts, name="theme_accounts"),
    path("themes/<int:pk>/export.csv", exports.evidence, name="theme_export"),
    path("themes/<int:pk>/rename", changes.rename, name="theme_rename"),
    path("themes/<int:pk>/merge", changes.merge, name="theme_merge"),
    path("themes/<int:pk>/split", changes.split, name="theme_split"),
    path("themes/<int:pk>/group", changes.group, name="theme_group"),
    path("themes/<int:pk>/dismiss", actions.dismiss, name="theme_dismiss"),
    path("themes/<int:pk>/restore", actions.restore, name="theme_restore"),
    path("themes/<int:pk>/pin", actions.pin, name="theme_pin"),
    path("themes/<int:pk>/confirm", actions.confirm, name="theme_confirm"),
]
