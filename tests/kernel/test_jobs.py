"""Background work: claimed once, retried, never lost."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import task

from sous.kernel import jobs
from sous.kernel.choices import JobState
from sous.kernel.errors import Invalid
from sous.kernel.models import Job, Link

pytestmark = pytest.mark.django_db

ran: list[str] = []


@task(queue_name="quick")
def note(word: str) -> str:
    ran.append(word)
    return word


@task(queue_name="quick")
def refuse() -> None:
    raise Invalid("These words cannot be used.")


@task(queue_name="quick")
def stumble() -> None:
    raise ValueError("stumbled")


@task(queue_name="quick")
@jobs.exactly_once
def write_then_stumble() -> None:
    Link.objects.create(source="FB-1", target="FB-2", created_at=timezone.now(), created_by="x")
    raise ValueError("stumbled")


@task(queue_name="quick")
@jobs.alone
def sweep(room: str) -> None:
    ran.append(room)


@pytest.fixture(autouse=True)
def _forget():
    ran.clear()


def test_jobs_run_in_order_and_keep_their_result():
    for word in ("one", "two"):
        jobs.enqueue(note, word)
    assert jobs.run_all() == 2
    assert ran == ["one", "two"]
    states = list(Job.objects.order_by("pk").values_list("state", "result"))
    assert states == [("done", "one"), ("done", "two")]


def test_a_key_queues_once_for_ever():
    first = jobs.enqueue(note, "a", key="k")
    jobs.run_all()
    second = jobs.enqueue(note, "b", key="k")
    assert (second.pk, jobs.run_all(), ran) == (first.pk, 0, ["a"])


def test_enqueue_once_joins_a_waiting_call_only():
    waiting = jobs.enqueue_once(note, "a")
    assert jobs.enqueue_once(note, "a").pk == waiting.pk
    jobs.run_all()
    assert jobs.enqueue_once(note, "a").pk != waiting.pk


def test_a_job_of_a_silent_worker_is_taken_over():
    job = jobs.enqueue(note, "late")
    first = jobs.Worker(queues=["quick"])
    assert first.claim() is not None
    assert jobs.Worker(queues=["quick"]).claim() is None
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    second = jobs.Worker(queues=["quick"])
    assert second.run_one() is True
    job.refresh_from_db()
    assert (job.state, job.claims, job.worker, ran) == ("done", 2, second.name, ["late"])


def test_a_task_that_runs_alone_waits_for_its_like():
    first, second = jobs.enqueue(sweep, "hall"), jobs.enqueue(sweep, "attic")
    other = jobs.enqueue(note, "meanwhile")
    worker = jobs.Worker(queues=["quick"])
    assert [worker.claim().pk, jobs.Worker(queues=["quick"]).claim().pk] == [first.pk, other.pk]
    assert jobs.Worker(queues=["quick"]).claim() is None
    Job.objects.filter(pk=first.pk).update(state=JobState.DONE)
    assert jobs.Worker(queues=["quick"]).claim().pk == second.pk


def test_a_dead_holder_of_a_task_that_runs_alone_keeps_nobody_waiting():
    jobs.enqueue(sweep, "hall")
    jobs.Worker(queues=["quick"]).claim()
    jobs.enqueue(sweep, "attic")
    Job.objects.filter(state=JobState.RUNNING).update(
        lease_until=timezone.now() - timedelta(seconds=1)
    )
    assert (jobs.run_all(), ran) == (2, ["hall", "attic"])


def test_a_refusal_is_final_with_its_message():
    job = jobs.enqueue(refuse)
    jobs.Worker(queues=["quick"]).run_one()
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "These words cannot be used.")


def test_an_error_is_tried_again_later():
    job = jobs.enqueue(stumble)
    jobs.Worker(queues=["quick"]).run_one()
    job.refresh_from_db()
    assert (job.state, job.failures) == (JobState.READY, 1)
    assert job.run_after > timezone.now()


def test_exactly_once_undoes_a_half_done_effect():
    jobs.enqueue(write_then_stumble)
    jobs.Worker(queues=["quick"]).run_one()
    assert Link.objects.count() == 0


def test_a_lost_lease_stops_the_work():
    jobs.enqueue(note, "x")
    worker = jobs.Worker(queues=["quick"])
    job = worker.claim()
    from sous.kernel.jobs import progress

    mark = progress.begin(job)
    Job.objects.update(worker="someone else")
    with pytest.raises(jobs.LeaseLost):
        jobs.report(1, 1)
    progress.end(mark)
