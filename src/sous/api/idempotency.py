"""Idempotency-Key on writes: the same key and body get the stored answer."""

import functools
import hashlib
from collections.abc import Callable
from typing import Any

import orjson
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import BaseModel

from sous.api.auth import actor_of
from sous.kernel.commands import begin_answer, drop_answer, store_answer
from sous.kernel.errors import Invalid


def idempotent(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a POST be repeated. The view returns ``(status, shape)`` or a shape."""

    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return view(request, *args, **kwargs)
        if len(key) > 200 or not key.isprintable():
            raise Invalid("An Idempotency-Key has at most 200 printable characters.")
        now, actor = timezone.now(), actor_of(request)
        fingerprint = hashlib.sha256(
            b"\n".join(
                [str(request.method).encode(), request.get_full_path().encode(), request.body]
            )
        ).hexdigest()
        stored, todo = begin_answer(actor=actor, at=now, key=key, fingerprint=fingerprint)
        if not todo:
            return HttpResponse(
                bytes(stored.body), status=stored.status, content_type=stored.content_type
            )
        try:
            with transaction.atomic():  # a crash leaves neither the work nor its answer
                result = view(request, *args, **kwargs)
                status, shape = result if isinstance(result, tuple) else (200, result)
                body = orjson.dumps(_plain(shape))
                store_answer(
                    actor=actor,
                    at=now,
                    stored=stored,
                    status=status,
                    body=body,
                    content_type="application/json",
                )
        except Exception:
            drop_answer(actor=actor, at=now, stored=stored)
            raise
        return HttpResponse(body, status=status, content_type="application/json")

    return wrapped


def _plain(shape: Any) -> Any:
    return shape.model_dump(mode="json") if isinstance(shape, BaseModel) else shape
