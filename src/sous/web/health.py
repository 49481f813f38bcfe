"""What a load balancer and Prometheus ask."""

import secrets

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django_prometheus.exports import ExportToDjangoView

LOOPBACK = {"127.0.0.1", "::1"}
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


def livez(request: HttpRequest) -> HttpResponse:
    """The process runs."""
    return HttpResponse("ok", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus: with the token of ``SOUS_METRICS_TOKEN``, else from this machine."""
    if _may_measure(request):
        answer: HttpResponse = ExportToDjangoView(request)
        return answer
    words = "Send “Authorization: Bearer …” with the value of SOUS_METRICS_TOKEN"
    if not settings.METRICS_TOKEN:
        words = "Only this machine may ask; set SOUS_METRICS_TOKEN to let others"
    return HttpResponse(f"{words}.\n", status=403, content_type="text/plain; charset=utf-8")


def _may_measure(request: HttpRequest) -> bool:
    """A request that a proxy passed on comes from anywhere, whatever address it seems to have."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return secrets.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())
    passed_on = any(name in request.headers for name in FORWARDED)
    return request.META.get("REMOTE_ADDR") in LOOPBACK and not passed_on
