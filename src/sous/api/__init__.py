"""The API: ``/api/v1``, over the same commands and queries as the pages."""

from sous.api.root import api

__all__ = ["api"]
