"""What the demo announces."""

from dataclasses import dataclass
from typing import ClassVar

from sous.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class DemoRemoved(Event):
    """``kept`` things of the demo stayed, since something of the people here hangs on them."""

    kind: ClassVar[str] = "demo.removed"
    kept: int

    def line(self) -> str:
        return "removed the demo"
