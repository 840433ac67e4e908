"""Reading what a user may continue: one statement for the page, and those of the cache for titles."""

from typing import Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    bindparam,
    cast,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy import Uuid as UuidType
from sqlalchemy.dialects.postgresql import distinct_on

from chassis.core.lists.pages import Part, Slice
from chassis.storage.reads import CompiledRead, ReadPool, Record, literal_integer
from library.application.positions.continuing import Continuation
from library.domain.entries.progress import EpisodeNumber
from library.infrastructure.entries.continuing import SEEN_TO_THE_END, UNDER_WAY
from library.infrastructure.entries.tables import entries
from library.infrastructure.positions.rows import to_position
from library.infrastructure.positions.tables import positions
from library.infrastructure.titles.cache import CachedTitle, TitleCache
from library.infrastructure.titles.pages import rows_shown, with_titles
from library.infrastructure.titles.tables import titles

_USER: Final = bindparam("user_id", type_=UuidType)
_POSITION: Final = tuple(column for column in positions.c if column.name not in ("user_id", "media_id", "expires_at"))
_NEWEST: Final = (
    select(positions.c.media_id, *_POSITION)
    .where(positions.c.user_id == _USER, positions.c.seconds > literal_column("0"))
    .order_by(positions.c.media_id, positions.c.at.desc())
    .ext(distinct_on(positions.c.media_id))
    .subquery("newest")
)
_AT_REST: Final = and_(
    entries.c.state.in_([literal_column("'dropped'"), literal_column("'paused'")]), entries.c.updated_at >= _NEWEST.c.at
)
_OWN: Final = and_(entries.c.user_id == _USER, entries.c.media_id == _NEWEST.c.media_id)
_RESUMED: Final = (
    select(
        *_NEWEST.c,
        true().label("resumed"),
        cast(null(), Integer).label("seen_season"),
        cast(null(), Integer).label("seen_episode"),
    )
    .select_from(_NEWEST.outerjoin(entries, _OWN))
    .where(
        or_(entries.c.state.is_(None), ~_AT_REST),
        or_(entries.c.last_watched_at.is_(None), entries.c.last_watched_at <= _NEWEST.c.at),
    )
    .cte("resumed")
)
_AT: Final = func.coalesce(entries.c.last_watched_at, entries.c.updated_at)
_FOLLOWED: Final = (
    select(
        entries.c.media_id,
        *(_AT if column.name == "at" else null() for column in _POSITION),
        false(),
        entries.c.season,
        entries.c.episode,
    )
    .select_from(entries.join(titles, titles.c.media_id == entries.c.media_id, isouter=True))
    .where(
        entries.c.user_id == _USER,
        UNDER_WAY,
        SEEN_TO_THE_END.is_not(true()),
        entries.c.media_id.not_in(select(_RESUMED.c.media_id)),
    )
)
_ALL: Final = union_all(select(_RESUMED), _FOLLOWED).cte("continued")
_COUNTED: Final = select(func.count().label("total")).select_from(_ALL).subquery("counted")
_BEHIND: Final = or_(
    _ALL.c.at < bindparam("after_at", type_=_ALL.c.at.type),
    and_(
        _ALL.c.at == bindparam("after_at", type_=_ALL.c.at.type),
        _ALL.c.media_id > bindparam("after_media_id", type_=UuidType),
    ),
)


def _read(*conditions: ColumnElement[bool]) -> CompiledRead:
    """Return the statement of a page, of those titles that conditions select."""
    page = (
        select(_ALL)
        .where(*conditions)
        .order_by(_ALL.c.at.desc(), _ALL.c.media_id)
        .limit(literal_integer("limit"))
        .offset(literal_integer("offset"))
        .subquery("page")
    )
    return CompiledRead(with_titles(_COUNTED, page, page.c.at.desc(), page.c.media_id))


_FIRST: Final = _read()
_FOLLOWING: Final = _read(_BEHIND)


class SqlContinuationReader:
    """What users may continue, in Postgres."""

    def __init__(self, reads: ReadPool, cache: TitleCache) -> None:
        self._reads = reads
        self._cache = cache

    async def page(self, user_id: UUID, part: Slice) -> Part[Continuation]:
        """Count and read the titles of one user, with their positions or episodes."""
        values = {"user_id": user_id, "limit": part.limit + 1, "offset": part.offset}
        if part.after is None:
            rows = await self._reads.fetch(_FIRST, values)
        else:
            at, media_id = part.after
            rows = await self._reads.fetch(
                _FOLLOWING, {**values, "offset": 0, "after_at": at, "after_media_id": media_id}
            )
        total = rows[0]["total"]
        shown = rows_shown(rows, part.limit)
        cards = await self._cache.titles(shown, detailed=True)
        last = (shown[-1]["at"], shown[-1]["media_id"]) if len(rows) > part.limit else None
        return Part([_continuation(row, of) for row, of in zip(shown, cards, strict=True)], total, last)


def _continuation(row: Record, of: CachedTitle) -> Continuation:
    if row["resumed"]:
        return Continuation(row["media_id"], row["at"], of.title, position=to_position(row))
    episode = of.seasons.after(EpisodeNumber(row["seen_season"], row["seen_episode"]))
    details = of.episodes.get(episode) if of.episodes and episode else None
    return Continuation(row["media_id"], row["at"], of.title, episode=episode, details=details)
