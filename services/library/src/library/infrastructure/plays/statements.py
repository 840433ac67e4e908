"""The statements of lists of plays: each is compiled once per shape of a request."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Text, Uuid, any_, bindparam, func, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.core.lists.pages import Slice
from chassis.storage.reads import CompiledRead, literal_integer
from library.application.plays.read_models import MOST_COUNTED, PlayFilter
from library.infrastructure.plays.tables import play_counts, plays
from library.infrastructure.titles.cache import key_columns
from library.infrastructure.titles.pages import with_titles
from library.infrastructure.titles.tables import titles

_USER: Final = bindparam("user_id", type_=Uuid)
_CONDITIONS: Final[Mapping[str, ColumnElement[bool]]] = {
    "media_id": plays.c.media_id == bindparam("media_id", type_=Uuid),
    "movie": plays.c.season.is_(None),
    "show": plays.c.season.is_not(None),
    "since": plays.c.watched_at >= bindparam("since", type_=plays.c.watched_at.type),
    "until": plays.c.watched_at < bindparam("until", type_=plays.c.watched_at.type),
    "origin": plays.c.origin == bindparam("origin", type_=Text),
}
_PLACE: Final = tuple_(plays.c.at, plays.c.sequence)
_BEFORE: Final = tuple_(
    bindparam("after_at", type_=plays.c.at.type), bindparam("after_sequence", type_=plays.c.sequence.type)
)
_ORDER: Final = (plays.c.at.desc(), plays.c.sequence.desc())
_TITLED: Final = plays.outerjoin(titles, titles.c.media_id == plays.c.media_id)
_KEY: Final = key_columns(plays.c.media_id)

MANY: Final = CompiledRead(
    select(*plays.c, *_KEY)
    .select_from(_TITLED)
    .where(plays.c.play_id == any_(bindparam("play_ids", type_=ARRAY(Uuid))), plays.c.user_id == _USER)
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What the text of a statement depends on; the rest of a request are its values."""

    conditions: frozenset[str] = frozenset()
    after: bool = False


def shape_of(chosen: PlayFilter, part: Slice) -> Shape:
    """Return the shape of a request."""
    names = (name for name in ("media_id", "since", "until", "origin") if getattr(chosen, name) is not None)
    return Shape(frozenset([*names, *([chosen.kind] if chosen.kind else [])]), after=part.after is not None)


def values_of(user_id: UUID, chosen: PlayFilter, part: Slice) -> dict[str, Any]:
    """Return the values of a request: one play more than the page has is read, to know whether more follow."""
    values: dict[str, Any] = {
        "user_id": user_id,
        "limit": part.limit + 1,
        "offset": part.offset if part.after is None else 0,
        "media_id": chosen.media_id,
        "since": chosen.since,
        "until": chosen.until,
        "origin": chosen.origin,
    }
    if part.after is not None:
        values["after_at"], values["after_sequence"] = part.after
    return values


@lru_cache(maxsize=128)
def page_read(shape: Shape) -> CompiledRead:
    """Return the statement of a page: the number of all plays, and those of the page with the keys of their titles.

    Without filters the number is kept, with them it is counted up to a limit.
    """
    chosen = [plays.c.user_id == _USER, plays.c.retracted_at.is_(None)]
    chosen += [_CONDITIONS[name] for name in sorted(shape.conditions)]
    keys = select(plays.c.play_id).where(*chosen)
    number = select(play_counts.c.plays).where(play_counts.c.user_id == _USER).scalar_subquery()
    if shape.conditions:
        some = keys.limit(MOST_COUNTED + 1).subquery("some")
        number = select(func.count()).select_from(some).scalar_subquery()
    counted = select(func.coalesce(number, 0).label("total")).subquery("counted")
    page = select(plays).where(*chosen)
    if shape.after:
        page = page.where(_BEFORE > _PLACE)
    of_page = page.order_by(*_ORDER).limit(literal_integer("limit")).offset(literal_integer("offset")).subquery("page")
    return CompiledRead(with_titles(counted, of_page, of_page.c.at.desc(), of_page.c.sequence.desc()))
