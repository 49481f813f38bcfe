"""What the insights room announces."""

from dataclasses import dataclass
from typing import ClassVar

from sous.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ThemesBuilt(Event):
    kind: ClassVar[str] = "insights.themes_built"
    run_id: int
    items: int
    themes: int
    new: int

    def line(self) -> str:
        return f"built {self.themes:,} themes from {self.items:,} items"


@dataclass(frozen=True, kw_only=True)
class BuildAsked(Event):
    kind: ClassVar[str] = "insights.build_asked"

    def line(self) -> str:
        return "asked for the themes to be rebuilt"


@dataclass(frozen=True, kw_only=True)
class ThemeEmerged(Event):
    kind: ClassVar[str] = "insights.theme_emerged"
    theme_id: int
    name: str
    items: int

    def line(self) -> str:
        return f"flagged the emerging theme “{self.name}” after {self.items} items"


@dataclass(frozen=True, kw_only=True)
class ThemesMerged(Event):
    kind: ClassVar[str] = "insights.themes_merged"
    into: str
    names: list[str]
    items: int

    def line(self) -> str:
        names = ", ".join(f"“{name}”" for name in self.names)
        return f"merged {names} into “{self.into}” ({self.items:,} items)"


@dataclass(frozen=True, kw_only=True)
class ThemeSplit(Event):
    kind: ClassVar[str] = "insights.theme_split"
    name: str
    names: list[str]

    def line(self) -> str:
        names = ", ".join(f"“{name}”" for name in self.names)
        return f"split {names} off “{self.name}”"


@dataclass(frozen=True, kw_only=True)
class QuotesMoved(Event):
    kind: ClassVar[str] = "insights.quotes_moved"
    name: str
    items: int

    def line(self) -> str:
        what = "a quote" if self.items == 1 else f"{self.items:,} quotes"
        return f"moved {what} to “{self.name}”" if self.name else f"took {what} out of its theme"


@dataclass(frozen=True, kw_only=True)
class QuotesConfirmed(Event):
    kind: ClassVar[str] = "insights.quotes_confirmed"
    name: str
    items: int

    def line(self) -> str:
        what = "a quote belongs" if self.items == 1 else f"{self.items:,} quotes belong"
        return f"confirmed that {what} to “{self.name}”"


@dataclass(frozen=True, kw_only=True)
class ThemeRenamed(Event):
    kind: ClassVar[str] = "insights.theme_renamed"
    before: str
    after: str

    def line(self) -> str:
        return f"renamed the theme “{self.before}” to “{self.after}”"


@dataclass(frozen=True, kw_only=True)
class ThemeChanged(Event):
    """Dismissed, restored, pinned, unpinned, moved to another group."""

    kind: ClassVar[str] = "insights.theme_changed"
    name: str
    change: str

    def line(self) -> str:
        return f"{self.change} the theme “{self.name}”"


@dataclass(frozen=True, kw_only=True)
class EditUndone(Event):
    kind: ClassVar[str] = "insights.edit_undone"
    edit_id: int
    name: str
    what: str

    def line(self) -> str:
        return f"undid “{self.what.lower()}” on the theme “{self.name}”"


@dataclass(frozen=True, kw_only=True)
class ThemesForgotten(Event):
    kind: ClassVar[str] = "insights.themes_forgotten"
    count: int

    def line(self) -> str:
        return f"deleted {self.count:,} themes that nothing was left of"
