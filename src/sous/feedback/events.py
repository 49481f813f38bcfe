"""What the feedback room announces."""

from dataclasses import dataclass
from typing import ClassVar

from sous.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ItemSubmitted(Event):
    kind: ClassVar[str] = "feedback.item_submitted"
    item_id: int
    channel: str

    def line(self) -> str:
        return f"submitted feedback ({self.channel})"


@dataclass(frozen=True, kw_only=True)
class ItemsTriaged(Event):
    kind: ClassVar[str] = "feedback.items_triaged"
    item_ids: list[int]
    state: str

    def line(self) -> str:
        what = "this item" if len(self.item_ids) == 1 else f"{len(self.item_ids)} items"
        return f"marked {what} as {self.state}"
