"""Optimistic writing: an answer carries ``ETag: "3"``, a PATCH may ask ``If-Match: "3"``."""

import re

from django.http import HttpRequest, HttpResponse

from sous.kernel.errors import Invalid

_TAG = re.compile(r'(W/)?"(\d{1,9})"')


def tag(response: HttpResponse, version: int) -> None:
    """Say which version of the thing the answer holds."""
    response["ETag"] = f'"{version}"'


def expected_version(request: HttpRequest) -> int | None:
    """The version the caller saw, or None when it does not matter. Raises Invalid."""
    given = request.headers.get("If-Match", "").strip()
    if given in {"", "*"}:
        return None
    match = _TAG.fullmatch(given)
    if match is None:
        raise Invalid('If-Match takes one ETag as it came, like "3", or *.')
    return int(match[2])
