"""The statements of lists of entries: each is compiled once per shape of a request."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Uuid, and_, any_, bindparam, func, literal_column, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.storage.reads import CompiledRead, literal_integer
from library.application.entries.filters import EVERY_ENTRY, Sort
from library.application.entries.read_models import PageRequest, Selection
from library.infrastructure.entries.conditions import TITLE_CONDITIONS, conditions_of, used_by, values_of
from library.infrastructure.entries.continuing import SEEN_TO_THE_END, UNDER_WAY
from library.infrastructure.entries.ordering import ORDERS, position_values
from library.infrastructure.entries.tables import entries
from library.infrastructure.titles.cache import key_columns
from library.infrastructure.titles.pages import with_titles
from library.infrastructure.titles.tables import titles

SORT_KEY: Final = "sort_key"
ROW_VERSION: Final = "row_version"
"""Differs after each write of the row."""
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
_ENTRY: Final = tuple(column for column in entries.c if column.name not in ("journaled_version", "entry_id"))
_ROW_VERSION: Final[ColumnElement[int]] = literal_column("entries.xmin", Integer).label(ROW_VERSION)
_ITEMS: Final = select(*_ENTRY, _ROW_VERSION, *key_columns(entries.c.media_id)).select_from(
    entries.outerjoin(titles, titles.c.media_id == entries.c.media_id)
)

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
    """Return the statement of a page: the number of entries, and the versions of those of the page and of their titles.

    A page that is read again has no more to read: the rest of an entry is read with `MANY` when its row was written.
    """
    order = ORDERS[shape.sort]
    conditions = (_OF_USER, _SELECTIONS[shape.selection], *conditions_of(shape.conditions))
    by_title = shape.selection == "continue" or not TITLE_CONDITIONS.isdisjoint(shape.conditions)
    # Counted without titles, if these do not matter: an index suffices then.
    chosen = select(entries.c.media_id).select_from(_WITH_TITLE if by_title else entries).where(*conditions)
    counted = select(func.count().label("total")).select_from(chosen.subquery("chosen")).subquery("counted")
    key = [] if order.key is None else [order.key.label(SORT_KEY)]
    of_page = (
        select(entries.c.media_id, entries.c.updated_at, _ROW_VERSION, *key)
        .select_from(_WITH_TITLE)
        .where(*conditions)
        .order_by(*order.columns())
    )
    if shape.after:
        of_page = of_page.where(order.after(keyed=shape.keyed))
    page = of_page.limit(literal_integer("limit")).offset(literal_integer("offset")).subquery("page")
    ordered = order.of(page.c.get(SORT_KEY), page.c.updated_at, page.c.media_id)
    return CompiledRead(with_titles(counted, page, *ordered))
