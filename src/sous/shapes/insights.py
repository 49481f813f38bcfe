"""Themes, evidence and what was found, as JSON."""

from datetime import date, datetime
from typing import Any

from sous.feedback.models import Item
from sous.insights.models import Membership, Run, Theme, ThemeAccount, ThemeDay, ThemeEdit
from sous.insights.queries import Accuracy, Score
from sous.kernel.refs import make_ref, ref_for
from sous.shapes.feedback import ItemShape
from sous.shapes.kernel import NamedRef, Shape


class TrendShape(Shape):
    """The last four weeks against the twelve before, with an interval of the ratio."""

    direction: str
    words: str
    ratio: float
    low: float | None
    high: float | None
    now: int
    before: int


class EmergingShape(Shape):
    """Since when, how fast, and which accounts spoke first."""

    since: datetime
    per_week: float
    accounts: list[str]


class SentenceShape(Shape):
    """A sentence about a theme, with the items it rests on."""

    text: str
    items: list[str]


class ThemeShape(Shape):
    """A theme, or a group of themes. ``size`` counts what one account repeats once."""

    ref: str
    name: str
    named_by: str
    is_group: bool
    group: NamedRef | None
    state: str
    merged_into: str | None
    pinned: bool
    size: int
    items: int
    accounts: int
    revenue: dict[str, str]
    sentiment: float | None
    weeks: list[int]
    trend: TrendShape
    emerging: EmergingShape | None
    keywords: list[str]
    summary: list[SentenceShape]
    first_said_at: datetime | None
    last_said_at: datetime | None

    @classmethod
    def of(cls, theme: Theme) -> "ThemeShape":
        trend = theme.trend or {}
        emerging = None
        if theme.emerging_since:
            emerging = EmergingShape(
                since=theme.emerging_since,
                per_week=theme.emerging.get("per_week", 0),
                accounts=[f"ACC-{pk}" for pk in theme.emerging.get("accounts", [])],
            )
        return cls(
            ref=ref_for(theme),
            named_by=theme.name_by,
            group=NamedRef(ref=ref_for(theme.parent), name=theme.parent.name)
            if theme.parent
            else None,
            merged_into=make_ref(Theme, theme.merged_into_id) if theme.merged_into_id else None,
            trend=TrendShape(
                direction=theme.direction,
                words=trend.get("words", ""),
                ratio=theme.ratio,
                low=trend.get("low"),
                high=trend.get("high"),
                now=trend.get("now", 0),
                before=trend.get("before", 0),
            ),
            emerging=emerging,
            summary=[
                SentenceShape(text=each["text"], items=[make_ref(Item, pk) for pk in each["items"]])
                for each in theme.summary
            ],
            **{name: getattr(theme, name) for name in PLAIN},
        )


PLAIN = tuple(
    "name is_group state pinned size items accounts revenue sentiment weeks keywords "  # noqa: SIM905
    "first_said_at last_said_at".split()
)


class DayShape(Shape):
    """What was said on one day."""

    day: date
    items: int
    sentiment: float | None

    @classmethod
    def of(cls, row: ThemeDay) -> "DayShape":
        mean = round(row.sentiment_sum / row.sentiment_n, 3) if row.sentiment_n else None
        return cls(day=row.day, items=row.n, sentiment=mean)


class EvidenceShape(Shape):
    """An item in a theme. ``repeats`` others say the same and stand behind it."""

    item: ItemShape
    theme: str | None
    score: float
    placed_by: str
    repeats: int

    @classmethod
    def of(cls, row: Membership) -> "EvidenceShape":
        return cls(
            item=ItemShape.of(row.item),
            theme=make_ref(Theme, row.theme_id) if row.theme_id else None,
            score=round(row.score, 4),
            placed_by=row.by,
            repeats=row.twins,
        )


class ThemeAccountShape(Shape):
    """An account that speaks about a theme."""

    account: NamedRef
    items: int
    last_said_at: datetime

    @classmethod
    def of(cls, row: ThemeAccount) -> "ThemeAccountShape":
        account = NamedRef(ref=ref_for(row.account), name=row.account.name)
        return cls(account=account, items=row.n, last_said_at=row.last_said_at)


class EditShape(Shape):
    """What a person changed about a theme."""

    id: int
    kind: str
    theme: str
    others: list[str]
    before: dict[str, Any]
    after: dict[str, Any]
    by: str
    at: datetime
    undone_at: datetime | None

    @classmethod
    def of(cls, edit: ThemeEdit) -> "EditShape":
        return cls(
            id=edit.pk,
            kind=edit.kind,
            theme=make_ref(Theme, edit.theme_id),
            others=[make_ref(Theme, pk) for pk in edit.others],
            before=edit.before,
            after=edit.after,
            by=edit.by_name,
            at=edit.at,
            undone_at=edit.undone_at,
        )


class RunShape(Shape):
    """One build of the themes."""

    id: int
    state: str
    encoder: str
    items: int
    themes: int
    moved: int
    timings: dict[str, float]
    quality: dict[str, Any]
    message: str
    started_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, run: Run) -> "RunShape":
        names = "state encoder items themes moved timings quality message started_at finished_at"
        return cls(id=run.pk, **{name: getattr(run, name) for name in names.split()})


class ScoreShape(Shape):
    """Precision and recall on what people decided; null where nobody decided anything."""

    theme: NamedRef | None
    precision: float | None
    recall: float | None
    judged: int
    confirmed: int
    moved_out: int
    moved_in: int

    @classmethod
    def of(cls, score: Score) -> "ScoreShape":
        theme = NamedRef(ref=ref_for(score.theme), name=score.name) if score.theme else None
        return cls(
            theme=theme,
            precision=score.precision,
            recall=score.recall,
            judged=score.judged,
            confirmed=score.right,
            moved_out=score.out,
            moved_in=score.into,
        )


class MonthShape(Shape):
    """What people decided in one month; ``month`` is its first day."""

    month: date
    score: ScoreShape


class AccuracyShape(Shape):
    """How right Sous is, by people's own corrections."""

    overall: ScoreShape
    themes: list[ScoreShape]
    months: list[MonthShape]

    @classmethod
    def of(cls, found: Accuracy) -> "AccuracyShape":
        return cls(
            overall=ScoreShape.of(found.overall),
            themes=[ScoreShape.of(score) for score in found.themes],
            months=[
                MonthShape(month=month, score=ScoreShape.of(score)) for month, score in found.months
            ],
        )


class PartShape(Shape):
    """A sub-group that a theme could be split into."""

    name: str
    keywords: list[str]
    items: list[str]
