"""The ``django.tasks`` backend that stores jobs in our table."""

from typing import Any

from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import TaskResultDoesNotExist

from sous.kernel.choices import JobState

STATUS = {
    JobState.READY: TaskResultStatus.READY,
    JobState.RUNNING: TaskResultStatus.RUNNING,
    JobState.DONE: TaskResultStatus.SUCCESSFUL,
    JobState.FAILED: TaskResultStatus.FAILED,
}


class LeaseBackend(BaseTaskBackend):
    """Queues into the caller's transaction; workers claim under a lease."""

    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        from sous.kernel.jobs.queue import enqueue

        self.validate_task(task)
        return self._result(enqueue(task, *args, **kwargs), task)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        from sous.kernel.jobs.queue import load_task
        from sous.kernel.models import Job

        job = Job.objects.filter(pk=result_id).first() if result_id.isdigit() else None
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return self._result(job, load_task(job.task))

    def _result(self, job: Any, task: Task[Any, Any]) -> TaskResult[Any]:
        errors = [TaskError(exception_class_path="", traceback=job.error)] if job.error else []
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=str(job.pk),
            status=STATUS[JobState(job.state)],
            enqueued_at=job.enqueued_at,
            started_at=job.started_at,
            finished_at=job.finished_at,
            last_attempted_at=job.started_at,
            args=job.args,
            kwargs=job.kwargs,
            backend=self.alias,
            errors=errors,
            worker_ids=[job.worker] if job.worker else [],
        )
        object.__setattr__(result, "_return_value", job.result)
        return result
