"""Errors as problem+json (RFC 9457)."""

import logging
from http import HTTPStatus
from typing import Any

import orjson
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from sous.kernel.errors import Invalid, SousError

log = logging.getLogger(__name__)


def problem(
    status: int, title: str, detail: str, errors: list[dict[str, str]] | None = None
) -> HttpResponse:
    """One problem+json answer; ``errors`` lists ``{"field", "message"}``."""
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status}
    body["detail"] = detail
    if errors:
        body["errors"] = errors
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/problem+json")


def install(api: NinjaAPI) -> None:
    """Have every refusal of ``api`` answered in this one way."""

    @api.exception_handler(SousError)
    def refused(request: HttpRequest, error: SousError) -> HttpResponse:
        fields = error.fields if isinstance(error, Invalid) else {}
        errors = [{"field": name, "message": text} for name, text in fields.items()]
        return problem(error.status, error.title, error.message, errors)

    @api.exception_handler(ValidationError)
    def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
        errors = [
            {"field": ".".join(str(part) for part in each["loc"][1:]), "message": each["msg"]}
            for each in error.errors
        ]
        return problem(422, "Invalid input", "The request does not fit its description.", errors)

    @api.exception_handler(AuthenticationError)
    def unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        answer = problem(401, "Unauthorized", "Send a live token: Authorization: Bearer sous_…")
        answer["WWW-Authenticate"] = 'Bearer realm="sous"'
        return answer

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(404, "Not found", "There is nothing at this address.")

    @api.exception_handler(OverflowError)
    @api.exception_handler(DataError)
    def too_large(request: HttpRequest, error: Exception) -> HttpResponse:
        return problem(422, "Invalid input", "A value is larger than Sous can keep.")

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, HTTPStatus(error.status_code).phrase, str(error))
