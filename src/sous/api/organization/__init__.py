"""Products, areas and teams over HTTP."""

from sous.api.organization import areas, products, teams

__all__ = ["areas", "products", "teams"]
