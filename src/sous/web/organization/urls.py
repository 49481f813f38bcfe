from django.urls import path

from sous.web.organization import products, teams

urlpatterns = [
    path("settings/products/", products.products, name="products"),
    path("settings/products/<int:pk>", products.product, name="product"),
    path("settings/products/<int:pk>/archive", products.archive, name="archive-product"),
    path("settings/products/<int:pk>/areas", products.add_area, name="add-area"),
    path("settings/areas/<int:pk>", products.area, name="area"),
    path("settings/areas/<int:pk>/archive", products.archive_area, name="archive-area"),
    path("settings/teams/", teams.teams, name="teams"),
    path("settings/teams/<int:pk>", teams.team, name="team"),
    path("settings/teams/<int:pk>/archive", teams.archive, name="archive-team"),
    path("settings/teams/<int:pk>/members", teams.add_member, name="add-member"),
    path("settings/members/<int:pk>/remove", teams.remove_member, name="remove-member"),
    path("settings/members/<int:pk>/title", teams.change_member, name="change-member"),
]
