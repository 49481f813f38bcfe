"""The first choice in a new workspace: bring your feedback, or explore the demo."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from sous.demo import commands as demo
from sous.kernel import queries
from sous.web.actors import actor_of
from sous.web.formats import counted
from sous.web.toasts import toast


def start(request: HttpRequest) -> HttpResponse:
    """Where to begin."""
    return render(request, "home/start.html", {"about": demo.about()})


@require_POST
def load_demo(request: HttpRequest) -> HttpResponse:
    """Put the demo company into this workspace, in the background."""
    job = demo.start_demo(actor=actor_of(request), at=timezone.now())
    return redirect("demo-progress", job.pk)


@require_POST
def remove_demo(request: HttpRequest) -> HttpResponse:
    """Take the demo away, in the background."""
    job = demo.start_removal(actor=actor_of(request), at=timezone.now())
    return redirect("demo-progress", job.pk)


def demo_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the demo is; htmx asks again and again, and goes home when it is done."""
    job = queries.job(actor_of(request), pk)
    polled = request.headers.get("HX-Request") == "true"
    removing = job.task.endswith("remove_world")
    if job.state == "done":
        if removing:
            toast(request, _gone(job.result or 0))
        if not polled:
            return redirect("home")
        response = HttpResponse()
        response["HX-Redirect"] = "/"
        return response
    template = "home/_demo_progress.html" if polled else "home/demo_progress.html"
    return render(request, template, {"job": job, "removing": removing})


def _gone(kept: int) -> str:
    stayed = counted(kept, "thing")
    return "The demo is gone." + (f" {stayed} stayed: something of yours is there." if kept else "")


urlpatterns = [
    path("start", start, name="start"),
    path("start/demo", load_demo, name="load-demo"),
    path("start/demo/remove", remove_demo, name="remove-demo"),
    path("start/demo/<int:pk>", demo_progress, name="demo-progress"),
]
