"""What the kernel announces, and the shape of every announcement."""

from dataclasses import asdict, dataclass
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened. Subclasses set ``kind`` (``room.happened``) and word their line.

    Every field is plain JSON data. ``refs`` lists all things whose history should show it.
    """

    kind: ClassVar[str]

    refs: tuple[str, ...] = ()

    def line(self) -> str:
        """The history line, without the actor: "renamed the theme to “Exports”"."""
        raise NotImplementedError

    def data(self) -> dict[str, Any]:
        """The fields as JSON-ready data, without the refs."""
        fields = asdict(self)
        fields.pop("refs")
        return fields


@dataclass(frozen=True, kw_only=True)
class OwnerCreated(Event):
    kind: ClassVar[str] = "kernel.owner_created"
    email: str

    def line(self) -> str:
        return "set up this workspace"


@dataclass(frozen=True, kw_only=True)
class PersonInvited(Event):
    kind: ClassVar[str] = "kernel.person_invited"
    email: str
    role: str

    def line(self) -> str:
        return f"invited {self.email} as {self.role}"


@dataclass(frozen=True, kw_only=True)
class InvitationRevoked(Event):
    kind: ClassVar[str] = "kernel.invitation_revoked"
    email: str

    def line(self) -> str:
        return f"withdrew the invitation of {self.email}"


@dataclass(frozen=True, kw_only=True)
class PersonJoined(Event):
    kind: ClassVar[str] = "kernel.person_joined"
    email: str
    role: str

    def line(self) -> str:
        return f"joined as {self.role}"


@dataclass(frozen=True, kw_only=True)
class PersonAdded(Event):
    kind: ClassVar[str] = "kernel.person_added"
    email: str
    role: str

    def line(self) -> str:
        return f"added {self.email} as {self.role}"


@dataclass(frozen=True, kw_only=True)
class RoleChanged(Event):
    kind: ClassVar[str] = "kernel.role_changed"
    email: str
    before: str
    after: str

    def line(self) -> str:
        return f"changed the role of {self.email} from {self.before} to {self.after}"


@dataclass(frozen=True, kw_only=True)
class PersonRenamed(Event):
    kind: ClassVar[str] = "kernel.person_renamed"
    email: str
    before: str
    after: str

    def line(self) -> str:
        return f"changed the name of {self.email} from “{self.before}” to “{self.after}”"


@dataclass(frozen=True, kw_only=True)
class PasswordSet(Event):
    kind: ClassVar[str] = "kernel.password_set"
    email: str

    def line(self) -> str:
        return f"set the password of {self.email}"


@dataclass(frozen=True, kw_only=True)
class JobRetried(Event):
    kind: ClassVar[str] = "kernel.job_retried"
    job_id: int
    task: str

    def line(self) -> str:
        return f"had the job {self.job_id} tried again"


@dataclass(frozen=True, kw_only=True)
class PersonDeactivated(Event):
    kind: ClassVar[str] = "kernel.person_deactivated"
    email: str

    def line(self) -> str:
        return f"deactivated {self.email}"


@dataclass(frozen=True, kw_only=True)
class PersonRemoved(Event):
    kind: ClassVar[str] = "kernel.person_removed"
    email: str

    def line(self) -> str:
        return f"removed {self.email}, who never signed in"


@dataclass(frozen=True, kw_only=True)
class PersonReactivated(Event):
    kind: ClassVar[str] = "kernel.person_reactivated"
    email: str

    def line(self) -> str:
        return f"reactivated {self.email}"


@dataclass(frozen=True, kw_only=True)
class TokenCreated(Event):
    kind: ClassVar[str] = "kernel.token_created"
    name: str
    scope: str

    def line(self) -> str:
        return f"created the API token “{self.name}” ({self.scope})"


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Event):
    kind: ClassVar[str] = "kernel.token_revoked"
    name: str

    def line(self) -> str:
        return f"revoked the API token “{self.name}”"


@dataclass(frozen=True, kw_only=True)
class Commented(Event):
    kind: ClassVar[str] = "kernel.commented"
    comment_id: int
    excerpt: str

    def line(self) -> str:
        return f"commented: {self.excerpt}"


@dataclass(frozen=True, kw_only=True)
class CommentDeleted(Event):
    kind: ClassVar[str] = "kernel.comment_deleted"
    comment_id: int

    def line(self) -> str:
        return "deleted a comment"


@dataclass(frozen=True, kw_only=True)
class Linked(Event):
    kind: ClassVar[str] = "kernel.linked"
    source: str
    target: str
    relation: str

    def line(self) -> str:
        return f"linked {self.source} to {self.target} ({self.relation})"


@dataclass(frozen=True, kw_only=True)
class Unlinked(Event):
    kind: ClassVar[str] = "kernel.unlinked"
    source: str
    target: str

    def line(self) -> str:
        return f"removed the link between {self.source} and {self.target}"


@dataclass(frozen=True, kw_only=True)
class FileAttached(Event):
    kind: ClassVar[str] = "kernel.file_attached"
    attachment_id: int
    name: str

    def line(self) -> str:
        return f"attached {self.name}"


@dataclass(frozen=True, kw_only=True)
class AttachmentDeleted(Event):
    kind: ClassVar[str] = "kernel.attachment_deleted"
    name: str

    def line(self) -> str:
        return f"deleted the attachment {self.name}"
