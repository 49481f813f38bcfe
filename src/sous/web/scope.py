"""The product that home, inbox and themes are read for: chosen once, kept in the session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sous.organization.models import Product
from sous.organization.queries import products
from sous.web.actors import actor_of

KEY = "product"
LEFT_OUT = {"product", "cursor", "from"}
"""Parts of an address that mean something else, or nothing, for another product."""


@dataclass(frozen=True)
class Scope:
    """All products in use, and the one that was chosen, if any."""

    products: list[Product]
    product: Product | None = None

    @property
    def pk(self) -> int | None:
        """The chosen product's id."""
        return self.product.pk if self.product else None

    @property
    def context(self) -> dict[str, Any]:
        """What the head of the rail needs; with a single product there is nothing to choose."""
        several = len(self.products) > 1
        return {"rail_products": self.products if several else [], "rail_product": self.product}


def scope_of(request: HttpRequest) -> Scope:
    """What was chosen in this session. A product that was archived since is not."""
    known = list(products(actor_of(request)))
    chosen = request.session.get(KEY) if len(known) > 1 else None
    return Scope(known, next((each for each in known if each.pk == chosen), None))


@require_POST
def choose_product(request: HttpRequest) -> HttpResponse:
    """Keep the choice, and go back to the page without what belonged to the former one."""
    word = request.POST.get("product", "")
    if word.isascii() and word.isdigit() and len(word) < 18:
        request.session[KEY] = int(word)
    else:
        request.session.pop(KEY, None)
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return redirect("home")
    parts = urlsplit(back)
    kept = [pair for pair in parse_qsl(parts.query) if pair[0] not in LEFT_OUT]
    return redirect(parts.path + (f"?{urlencode(kept, safe=',')}" if kept else ""))


urlpatterns = [path("look/product", choose_product, name="choose-product")]
