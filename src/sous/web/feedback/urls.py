from django.urls import path

from sous.web.feedback import acting, inbox, items, quotes

urlpatterns = [
    path("feedback/", inbox.inbox, name="inbox"),
    path("feedback/new", items.new_item, name="item_new"),
    path("feedback/export", inbox.export, name="feedback_export"),
    path("feedback/act", acting.act, name="feedback_act"),
    path("feedback/undo", acting.undo_last, name="feedback_undo_last"),
    path("feedback/undo/<int:change>", acting.undo, name="feedback_undo"),
    path("feedback/views", acting.save_view, name="view_save"),
    path("feedback/views/<int:pk>/delete", acting.delete_view, name="view_delete"),
    path("feedback/<int:pk>", items.item_page, name="item"),
    path("feedback/<int:pk>/related", items.related, name="item_related"),
    path("feedback/<int:pk>/same", items.same, name="item_same"),
    path("feedback/<int:pk>/comment", items.comment, name="item_comment"),
    path("feedback/<int:pk>/attach", items.attach, name="item_attach"),
    path("feedback/<int:pk>/link", items.link, name="item_link"),
    path("feedback/<int:pk>/quote", quotes.mark, name="item_quote"),
    path("feedback/files/<int:pk>", items.download, name="item_file"),
    path("quotes/<int:pk>", quotes.quote_page, name="quote"),
    path("quotes/<int:pk>/remove", quotes.remove, name="quote_remove"),
]
