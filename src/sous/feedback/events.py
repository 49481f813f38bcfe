"""What the feedback room announces."""

from dataclasses import dataclass
from typing import ClassVar

from sous.kernel.events import Event


def _things(number: int, noun: str = "item") -> str:
    return f"this {noun}" if number == 1 else f"{number:,} {noun}s"


@dataclass(frozen=True, kw_only=True)
class ItemSubmitted(Event):
    kind: ClassVar[str] = "feedback.item_submitted"
    item_id: int
    channel: str

    def line(self) -> str:
        return f"submitted feedback ({self.channel})"


@dataclass(frozen=True, kw_only=True)
class ItemsChanged(Event):
    """People changed fields of items: state, assignee, kind, product, tags, duplicate_of."""

    kind: ClassVar[str] = "feedback.items_changed"
    item_ids: list[int]
    fields: list[str]
    words: str  # "marked … as reviewed", with {} where the items stand

    def line(self) -> str:
        return self.words.replace("{}", _things(len(self.item_ids)), 1)


@dataclass(frozen=True, kw_only=True)
class ItemsJudged(Event):
    """People said what kind or sentiment some items are: what models learn from."""

    kind: ClassVar[str] = "feedback.items_judged"
    item_ids: list[int]
    values: dict[str, str]

    def line(self) -> str:
        said = ", ".join(f"{name} {value or 'unknown'}" for name, value in self.values.items())
        return f"judged {_things(len(self.item_ids))}: {said}"


@dataclass(frozen=True, kw_only=True)
class ItemsEstimated(Event):
    kind: ClassVar[str] = "feedback.items_estimated"
    count: int

    def line(self) -> str:
        return f"estimated kind, sentiment or language of {_things(self.count)}"


@dataclass(frozen=True, kw_only=True)
class ChangeUndone(Event):
    kind: ClassVar[str] = "feedback.change_undone"
    item_ids: list[int]
    what: str

    def line(self) -> str:
        return f"undid “{self.what}”"


@dataclass(frozen=True, kw_only=True)
class QuoteMarked(Event):
    kind: ClassVar[str] = "feedback.quote_marked"
    quote_id: int
    item_id: int
    excerpt: str

    def line(self) -> str:
        return f"quoted “{self.excerpt}”"


@dataclass(frozen=True, kw_only=True)
class QuoteRemoved(Event):
    kind: ClassVar[str] = "feedback.quote_removed"
    quote_id: int
    item_id: int

    def line(self) -> str:
        return "removed a quote"


@dataclass(frozen=True, kw_only=True)
class ViewSaved(Event):
    kind: ClassVar[str] = "feedback.view_saved"
    view_id: int
    name: str

    def line(self) -> str:
        return f"saved the view “{self.name}”"


@dataclass(frozen=True, kw_only=True)
class ViewDeleted(Event):
    kind: ClassVar[str] = "feedback.view_deleted"
    view_id: int
    name: str

    def line(self) -> str:
        return f"deleted the view “{self.name}”"


@dataclass(frozen=True, kw_only=True)
class ImportUploaded(Event):
    kind: ClassVar[str] = "feedback.import_uploaded"
    name: str
    format: str

    def line(self) -> str:
        return f"uploaded {self.name}"


@dataclass(frozen=True, kw_only=True)
class ImportChosen(Event):
    kind: ClassVar[str] = "feedback.import_chosen"
    format: str

    def line(self) -> str:
        return f"chose how to read this file ({self.format})"


@dataclass(frozen=True, kw_only=True)
class ImportChecked(Event):
    kind: ClassVar[str] = "feedback.import_checked"
    rows: int

    def line(self) -> str:
        return f"counted {self.rows:,} rows"


@dataclass(frozen=True, kw_only=True)
class ImportStarted(Event):
    kind: ClassVar[str] = "feedback.import_started"

    def line(self) -> str:
        return "started this import"


@dataclass(frozen=True, kw_only=True)
class ItemsImported(Event):
    """An import is in. Its items are those with ``imported_by`` = ``import_id``."""

    kind: ClassVar[str] = "feedback.items_imported"
    import_id: int
    count: int
    updated: int
    name: str

    def line(self) -> str:
        changed = f", {self.updated:,} updated" if self.updated else ""
        return f"imported {self.name}: {self.count:,} new{changed}"


@dataclass(frozen=True, kw_only=True)
class ImportFailed(Event):
    kind: ClassVar[str] = "feedback.import_failed"
    import_id: int
    message: str

    def line(self) -> str:
        return f"could not finish this import: {self.message}"


@dataclass(frozen=True, kw_only=True)
class ImportUndoStarted(Event):
    kind: ClassVar[str] = "feedback.import_undo_started"
    import_id: int

    def line(self) -> str:
        return "began to undo this import"


@dataclass(frozen=True, kw_only=True)
class ImportUndone(Event):
    """The items that an import brought are gone, but for ``kept`` ones that people worked on."""

    kind: ClassVar[str] = "feedback.import_undone"
    import_id: int
    kept: int

    def line(self) -> str:
        left = f"; {_things(self.kept)} stayed" if self.kept else ""
        return f"undid this import{left}"


@dataclass(frozen=True, kw_only=True)
class ImportDiscarded(Event):
    kind: ClassVar[str] = "feedback.import_discarded"
    name: str

    def line(self) -> str:
        return f"discarded {self.name}"


@dataclass(frozen=True, kw_only=True)
class ItemsFollowed(Event):
    """Items moved along with accounts or contacts that were merged, joined or erased."""

    kind: ClassVar[str] = "feedback.items_followed"
    count: int
    words: str

    def line(self) -> str:
        return self.words
