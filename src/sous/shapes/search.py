"""What a search found, as JSON."""

from sous.insights.models import Theme
from sous.insights.queries import Found, Results
from sous.kernel.refs import make_ref
from sous.kernel.search import Hit, Source
from sous.shapes.feedback import ItemShape
from sous.shapes.kernel import NamedRef, Shape


class HitShape(Shape):
    """Something found by name."""

    kind: str
    ref: str
    title: str
    excerpt: str

    @classmethod
    def of(cls, source: Source, hit: Hit) -> "HitShape":
        return cls(kind=source.key, ref=hit.ref, title=hit.title, excerpt=hit.excerpt)


class FoundShape(Shape):
    """A piece of evidence. ``highlights`` are character positions in ``excerpt``."""

    item: ItemShape
    excerpt: str
    highlights: list[tuple[int, int]]
    by: str
    cosine: float | None
    theme: NamedRef | None

    @classmethod
    def of(cls, found: Found) -> "FoundShape":
        theme = found.theme
        return cls(
            item=ItemShape.of(found.item),
            excerpt=found.excerpt,
            highlights=found.spans,
            by=found.by,
            cosine=round(found.cosine, 4) if found.cosine is not None else None,
            theme=NamedRef(ref=make_ref(Theme, theme.pk), name=theme.name) if theme else None,
        )


class ResultsShape(Shape):
    """What a search came to. ``corrections``: what was typed → what was also searched for."""

    query: str
    corrections: dict[str, str]
    results: list[FoundShape]
    more: bool

    @classmethod
    def of(cls, results: Results) -> "ResultsShape":
        return cls(
            query=results.query,
            corrections=results.corrections,
            results=[FoundShape.of(found) for found in results.found],
            more=results.more,
        )
