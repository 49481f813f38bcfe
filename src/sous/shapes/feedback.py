from datetime import datetime

from sous.feedback.models import Item
from sous.kernel.refs import ref_for
from sous.shapes.kernel import NamedRef, Shape


class ItemShape(Shape):
    """A feedback item."""

    ref: str
    title: str
    text: str
    channel: str
    source: str
    source_id: str
    url: str
    said_at: datetime
    received_at: datetime
    author_name: str
    author_email: str
    account: NamedRef | None
    contact: NamedRef | None
    product: NamedRef | None
    state: str
    kind: str
    rating: float | None
    rating_scale: float | None
    sentiment: float | None
    language: str
    votes: int
    tags: list[str]

    @classmethod
    def of(cls, item: Item) -> "ItemShape":
        return cls(
            ref=ref_for(item),
            account=_named(item.account),
            contact=_named(item.contact),
            product=_named(item.product),
            **{name: getattr(item, name) for name in PLAIN},
        )


PLAIN = tuple(
    "title text channel source source_id url said_at received_at author_name author_email state "  # noqa: SIM905
    "kind rating rating_scale sentiment language votes tags".split()
)


def _named(thing: object) -> NamedRef | None:
    return NamedRef(ref=ref_for(thing), name=str(thing)) if thing else None  # type: ignore[arg-type]
