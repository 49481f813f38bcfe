from datetime import datetime

from pydantic import BaseModel, ConfigDict

from sous.kernel.models import Job, JournalEntry


class Shape(BaseModel):
    """What every outgoing shape has in common: unknown fields are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NamedRef(Shape):
    """Another thing, by its ref and its name."""

    ref: str
    name: str


class EntryShape(Shape):
    """A line of history."""

    id: int
    at: datetime
    kind: str
    actor: str
    subject: str
    line: str

    @classmethod
    def of(cls, entry: JournalEntry) -> "EntryShape":
        return cls(
            id=entry.pk,
            at=entry.at,
            kind=entry.kind,
            actor=entry.actor_name,
            subject=entry.subject,
            line=entry.line,
        )


class JobShape(Shape):
    """A piece of background work and how far it is."""

    id: int
    state: str
    done: int
    total: int
    note: str
    error: str

    @classmethod
    def of(cls, job: Job) -> "JobShape":
        names = ("state", "done", "total", "note", "error")
        return cls(id=job.pk, **{name: getattr(job, name) for name in names})
