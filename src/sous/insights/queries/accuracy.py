"""How right Sous is, measured on what people corrected in this workspace."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sous.insights.choices import Author, EditKind, RunState
from sous.insights.models import EditedItem, Run, Theme
from sous.kernel.actors import Actor
from sous.kernel.permissions import require_view

JUDGING = [EditKind.MOVE, EditKind.SPLIT, EditKind.CONFIRM]


@dataclass
class Score:
    """``right``: confirmed where Sous had put it; ``out``: moved away; ``into``: moved in.

    ``judged``: quotes that a person decided about, each once, wherever it came from or went.
    """

    name: str
    theme: Theme | None = None
    right: int = 0
    out: int = 0
    into: int = 0
    judged: int = 0

    @property
    def precision(self) -> float | None:
        """Of what Sous put here and a person looked at, the share that belongs."""
        seen = self.right + self.out
        return self.right / seen if seen else None

    @property
    def recall(self) -> float | None:
        """Of what belongs here by a person's word, the share that Sous had put here."""
        belongs = self.right + self.into
        return self.right / belongs if belongs else None


@dataclass
class Accuracy:
    """Overall, per theme (most judged first), and per month."""

    overall: Score
    themes: list[Score]
    months: list[tuple[date, Score]]


def accuracy() -> Accuracy:
    """Precision and recall over every quote that a person moved, split off or confirmed.

    What was split off did not belong where it was; where it went did not exist, so that nothing
    could have been put there.
    """
    rows = (
        EditedItem.objects.filter(
            edit__undone_at=None, edit__kind__in=JUDGING, before_by=Author.MODEL
        )
        .order_by("pk")
        .values_list("before_id", "after_id", "edit__at", "edit__kind")
    )
    overall = Score("All themes")
    themes: dict[int, Score] = defaultdict(lambda: Score(""))
    months: dict[date, Score] = defaultdict(lambda: Score(""))
    for before, after, at, kind in rows:
        totals = [overall, months[at.date().replace(day=1)]]
        if before == after:
            for score in (*totals, themes[before]):
                score.right += 1
                score.judged += 1
            continue
        for score in totals:
            score.judged += 1
        if before is not None:
            for score in (*totals, themes[before]):
                score.out += 1
            themes[before].judged += 1
        if after is not None and kind != EditKind.SPLIT:
            for score in (*totals, themes[after]):
                score.into += 1
            themes[after].judged += 1
    found = Theme.objects.in_bulk(list(themes))
    named = []
    for pk, score in themes.items():
        if pk in found:
            score.theme, score.name = found[pk], found[pk].name
            named.append(score)
    named.sort(key=lambda score: (-score.judged, score.name))
    return Accuracy(overall, named, sorted(months.items()))


def accuracy_now() -> dict[str, float]:
    """The overall figures, to be kept with a build."""
    overall = accuracy().overall
    figures = {"judged": float(overall.judged)}
    if overall.precision is not None:
        figures["precision"] = round(overall.precision, 4)
    if overall.recall is not None:
        figures["recall"] = round(overall.recall, 4)
    return figures


@dataclass(frozen=True)
class Reader:
    """How right an estimate is, on texts it did not learn from; ``learnt`` 0: nothing to learn."""

    name: str
    learnt: int
    accuracy: float | None
    answered: float | None
    macro_f1: float | None
    classes: list[dict[str, object]]


def readers(actor: Actor) -> list[Reader]:
    """The estimates of feeling and kind with their error, as measured by the newest build."""
    require_view(actor)
    run = Run.objects.filter(state=RunState.DONE).defer("data").first()
    kept = (run.quality or {}).get("readers", {}) if run else {}
    return [
        Reader(
            name,
            int(each.get("learnt", 0)),
            each.get("accuracy"),
            each.get("answered"),
            each.get("macro_f1"),
            each.get("classes", []),
        )
        for name, each in kept.items()
    ]
