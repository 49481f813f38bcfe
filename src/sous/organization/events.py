"""What the organization room announces."""

from dataclasses import dataclass
from typing import ClassVar

from sous.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ThingCreated(Event):
    """``noun`` is product, area or team; ``ref`` names it."""

    kind: ClassVar[str] = "organization.created"
    noun: str
    ref: str
    name: str

    def line(self) -> str:
        return f"created the {self.noun} “{self.name}”"


@dataclass(frozen=True, kw_only=True)
class ThingChanged(Event):
    kind: ClassVar[str] = "organization.changed"
    noun: str
    ref: str
    name: str
    changes: str

    def line(self) -> str:
        return f"changed the {self.noun} “{self.name}”: {self.changes}"


@dataclass(frozen=True, kw_only=True)
class ThingArchived(Event):
    kind: ClassVar[str] = "organization.archived"
    noun: str
    ref: str
    name: str

    def line(self) -> str:
        return f"archived the {self.noun} “{self.name}”"


@dataclass(frozen=True, kw_only=True)
class ThingRestored(Event):
    kind: ClassVar[str] = "organization.restored"
    noun: str
    ref: str
    name: str

    def line(self) -> str:
        return f"restored the {self.noun} “{self.name}”"


@dataclass(frozen=True, kw_only=True)
class ThingRemoved(Event):
    kind: ClassVar[str] = "organization.removed"
    noun: str
    ref: str
    name: str

    def line(self) -> str:
        return f"removed the {self.noun} “{self.name}”"


@dataclass(frozen=True, kw_only=True)
class MemberAdded(Event):
    kind: ClassVar[str] = "organization.member_added"
    team_id: int
    user_id: int
    who: str
    team: str

    def line(self) -> str:
        return f"added {self.who} to the team “{self.team}”"


@dataclass(frozen=True, kw_only=True)
class MemberChanged(Event):
    kind: ClassVar[str] = "organization.member_changed"
    team_id: int
    user_id: int
    who: str
    title: str

    def line(self) -> str:
        return (
            f"gave {self.who} the title “{self.title}”"
            if self.title
            else f"took {self.who}’s title"
        )


@dataclass(frozen=True, kw_only=True)
class MemberRemoved(Event):
    kind: ClassVar[str] = "organization.member_removed"
    team_id: int
    user_id: int
    who: str
    team: str

    def line(self) -> str:
        return f"took {self.who} out of the team “{self.team}”"
