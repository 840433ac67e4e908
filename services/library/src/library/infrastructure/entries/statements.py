"""The statements of lists of entries: each is compiled once per shape of a request."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Uuid, and_, any_, bindparam, func, literal_column, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.storage.reads import CompiledRead, literal_integer
from library.application.entries.filters import EVERY_ENTRY, Sort
from library.application.entries.read_models import PageRequest, Selection
from library.infrastructure.entries.conditions import conditions, used_by, values_of
from library.infrastructure.entries.continuing import SEEN_TO_THE_END, UNDER_WAY
from library.infrastructure.entries.ordering import ORDERS, position_values
from library.infrastructure.entries.tables import entries
from library.infrastructure.titles.cache import key_columns
from library.infrastructure.titles.tables import titles

SORT_KEY: Final = "sort_key"
_SELECTIONS: Final[Mapping[Selection, ColumnElement[bool]]] = {
    "all": true(),
    "continue": and_(UNDER_WAY, SEEN_TO_THE_END.is_not(true())),
    "watchlist": entries.c.state == literal_column("'planned'"),
    "history": entries.c.state.in_([literal_column("'watching'"), literal_column("'completed'")]),
    "ratings": entries.c.rating.is_not(None),
    "activity": or_(entries.c.state == literal_column("'watching'"), UNDER_WAY),
}
_WITH_TITLE: Final = entries.outerjoin(
    titles, and_(titles.c.media_id == entries.c.media_id, titles.c.facts_version.is_not(None))
)
_OF_USER: Final = and_(entries.c.user_id == bindparam("user_id", type_=Uuid), entries.c.state.is_not(None))
_ITEM: Final = (
    *(column for column in entries.c if column.name not in ("journaled_version", "entry_id")),
    *key_columns(entries.c.media_id),
)
_ITEMS: Final = select(*_ITEM).select_from(entries.outerjoin(titles, titles.c.media_id == entries.c.media_id))

ONE: Final = CompiledRead(_ITEMS.where(_OF_USER, entries.c.media_id == bindparam("media_id", type_=Uuid)))
MANY: Final = CompiledRead(
    _ITEMS.where(_OF_USER, entries.c.media_id == any_(bindparam("media_ids", type_=ARRAY(Uuid))))
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the text of a statement depends on; the rest of a request are its values."""

    selection: Selection
    sort: Sort
    conditions: frozenset[str] = frozenset()
    after: bool = False
    keyed: bool = False
    """Whether the position after which the page begins has a key."""


def shape_of(request: PageRequest) -> Shape:
    """Return the shape of a request."""
    after = request.after
    return Shape(
        request.selection,
        request.sort,
        used_by(request.chosen),
        after=after is not None,
        keyed=after is not None and after.key is not None,
    )


def values_of_page(request: PageRequest) -> dict[str, Any]:
    """Return the values of a request: one entry more than the page has is read, to know whether more follow."""
    values: dict[str, Any] = {"user_id": request.user_id, "limit": request.limit + 1, "offset": request.offset}
    if request.after is not None:
        values |= {"offset": 0, **position_values(request.after)}
    return values if request.chosen == EVERY_ENTRY else values | values_of(request.chosen)


@lru_cache(maxsize=256)
def page_read(shape: Shape) -> CompiledRead:
    """Return the statement of a page: the number of all entries, and those of the page with the keys of their titles.

    A page without entries is one row, of which only the number is not null.
    """
    order = ORDERS[shape.sort]
    chosen: Select[*tuple[Any, ...]] = (
        select(
            entries.c.media_id, entries.c.updated_at, *([order.key.label(SORT_KEY)] if order.key is not None else [])
        )
        .select_from(_WITH_TITLE)
        .where(_OF_USER, _SELECTIONS[shape.selection], *conditions(shape.conditions))
    )
    page = chosen.order_by(*order.columns()).limit(literal_integer("limit")).offset(literal_integer("offset"))
    if shape.after:
        page = page.where(order.after(keyed=shape.keyed))
    counted = select(func.count().label("total")).select_from(chosen.subquery("chosen")).subquery("counted")
    of_page = page.subquery("page")
    mine = and_(entries.c.user_id == bindparam("user_id", type_=Uuid), entries.c.media_id == of_page.c.media_id)
    joined = counted.outerjoin(of_page.join(entries, mine), true()).outerjoin(
        titles, titles.c.media_id == of_page.c.media_id
    )
    key = [of_page.c[SORT_KEY]] if order.key is not None else []
    return CompiledRead(select(counted.c.total, *key, *_ITEM).select_from(joined).order_by(*order.columns()))
