"""The API object with its routers and its one translation of refusals."""

from ninja import NinjaAPI

from sous import __version__
from sous.api import (
    customers,
    feedback,
    imports,
    kernel,
    organization,
    people,
    search,
    themes,
    threads,
)
from sous.api.auth import BearerToken
from sous.api.problems import install

api = NinjaAPI(
    title="Sous",
    version=__version__,
    description="Product operations as an unbroken chain of evidence. Lists are paged by cursor; "
    "errors are problem+json; send an Idempotency-Key with a POST to repeat it safely.",
    auth=BearerToken(),
    urls_namespace="api",
    docs_url="/docs",
)
install(api)
api.add_router("/feedback", feedback.router, tags=["Feedback"])
api.add_router("/imports", imports.router, tags=["Imports"])
api.add_router("/search", search.router, tags=["Search"])
api.add_router("/themes", themes.router, tags=["Themes"])
api.add_router("/accounts", customers.accounts.router, tags=["Accounts"])
api.add_router("/customers/files", customers.files.router, tags=["Files of customers"])
api.add_router("/segments", customers.segments.router, tags=["Segments"])
api.add_router("/contacts", customers.contacts.router, tags=["Contacts"])
api.add_router("/products", organization.products.router, tags=["Products and teams"])
api.add_router("/areas", organization.areas.router, tags=["Products and teams"])
api.add_router("/teams", organization.teams.router, tags=["Products and teams"])
api.add_router("", threads.router, tags=["Comments, links, files"])
api.add_router("", people.router, tags=["People and tokens"])
api.add_router("", kernel.router, tags=["Workspace"])
