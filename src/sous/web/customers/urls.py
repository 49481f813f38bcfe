from django.urls import path

from sous.web.customers import accounts, contacts, files, merging, segments

urlpatterns = [
    path("customers/", accounts.account_list, name="customers"),
    path("customers/accounts/new", accounts.new_account, name="new-account"),
    path("customers/accounts/merge", merging.merge_accounts, name="merge-accounts"),
    path("customers/accounts/<int:pk>", accounts.account_page, name="account"),
    path("customers/accounts/<int:pk>/edit", accounts.edit_account, name="edit-account"),
    path("customers/contacts/", contacts.contact_list, name="contacts"),
    path("customers/contacts/new", contacts.new_contact, name="new-contact"),
    path("customers/contacts/merge", merging.merge_contacts, name="merge-contacts"),
    path("customers/contacts/<int:pk>", contacts.contact_page, name="contact"),
    path("customers/contacts/<int:pk>/edit", contacts.edit_contact, name="edit-contact"),
    path("customers/contacts/<int:pk>/consent", contacts.set_consent, name="set-consent"),
    path("customers/contacts/<int:pk>/export", contacts.export_contact, name="export-contact"),
    path("customers/contacts/<int:pk>/erase", contacts.erase_contact, name="erase-contact"),
    path("customers/merges/<int:pk>/undo", merging.undo_merge, name="undo-merge"),
    path("customers/comment", accounts.comment, name="comment-customer"),
    path("customers/segments/", segments.segment_list, name="segments"),
    path("customers/segments/new", segments.new_segment, name="new-segment"),
    path("customers/segments/count", segments.count_accounts, name="count-segment"),
    path("customers/segments/<int:pk>", segments.segment_page, name="segment"),
    path("customers/segments/<int:pk>/edit", segments.edit_segment, name="edit-segment"),
    path("customers/segments/<int:pk>/delete", segments.delete_segment, name="delete-segment"),
    path("customers/import/", files.files, name="customer-files"),
    path("customers/import/<int:pk>", files.file_page, name="customer-file"),
    path("customers/import/<int:pk>/start", files.start_file, name="start-customer-file"),
    path("customers/import/<int:pk>/drop", files.drop_file, name="drop-customer-file"),
    path("customers/import/<int:pk>/progress", files.progress, name="customer-file-progress"),
    path("customers/import/<int:pk>/refused.csv", files.refused, name="customer-file-refused"),
]
