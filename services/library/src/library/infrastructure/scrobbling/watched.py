"""Reading what a user has watched, title by title: no query grows with the length of the history."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Row, Text, false, func, literal, select, union
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.messaging.transaction import Transactions
from library.application.scrobbling.watched import Watched
from library.domain.positions.position import Playable, Position
from library.domain.scrobbling.scrobble import ProviderIds
from library.infrastructure.plays.tables import plays
from library.infrastructure.positions.rows import to_position
from library.infrastructure.positions.tables import positions
from library.infrastructure.titles.tables import titles

TITLES_PER_QUERY: Final = 100

_NIL: Final = UUID(int=0)


class SqlWatchedReader:
    """Plays and positions in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def watched(self, user_id: UUID, server_id: str | None) -> AsyncIterator[Watched]:
        """Read a few titles at a time by index; no connection is held while the client reads."""
        after = _NIL
        while True:
            async with self._transactions.read() as connection:
                media_ids = await _titles_after(connection, user_id, after)
                items = await _watched(connection, user_id, media_ids, server_id)
            for item in items:
                yield item
            if len(media_ids) < TITLES_PER_QUERY:
                return
            after = media_ids[-1]


async def _titles_after(connection: AsyncConnection, user_id: UUID, after: UUID) -> list[UUID]:
    played = (
        select(plays.c.media_id)
        .distinct()
        .where(plays.c.user_id == user_id, plays.c.media_id > after, plays.c.retracted_at.is_(None))
        .order_by(plays.c.media_id)
        .limit(TITLES_PER_QUERY)
    )
    begun = (
        select(positions.c.media_id)
        .distinct()
        .where(positions.c.user_id == user_id, positions.c.media_id > after)
        .order_by(positions.c.media_id)
        .limit(TITLES_PER_QUERY)
    )
    both = union(played.subquery().select(), begun.subquery().select()).subquery()
    query = select(both.c.media_id).order_by(both.c.media_id).limit(TITLES_PER_QUERY)
    return list((await connection.execute(query)).scalars())


async def _watched(
    connection: AsyncConnection, user_id: UUID, media_ids: Sequence[UUID], server_id: str | None
) -> list[Watched]:
    if not media_ids:
        return []
    described = {row.media_id: row for row in await connection.execute(_TITLES.where(titles.c.media_id.in_(media_ids)))}
    from_server = literal(None) if server_id is None else func.bool_or(plays.c.causation["server"].astext == server_id)
    query = (
        select(
            plays.c.media_id,
            plays.c.season,
            plays.c.episode,
            func.count().label("plays"),
            func.max(plays.c.watched_at).label("last"),
            func.max(plays.c.source_id).label("source_id"),
            func.array_agg(plays.c.origin.distinct(), type_=ARRAY(Text)).label("origins"),
            func.coalesce(from_server, false()).label("from_server"),
        )
        .where(plays.c.user_id == user_id, plays.c.media_id.in_(media_ids), plays.c.retracted_at.is_(None))
        .group_by(plays.c.media_id, plays.c.season, plays.c.episode)
        .order_by(plays.c.media_id, plays.c.season, plays.c.episode)
    )
    newest = await _positions(connection, user_id, media_ids)
    items = []
    for row in await connection.execute(query):
        playable = Playable(row.media_id, row.season, row.episode)
        items.append(_item(playable, described, row, newest.pop(playable, None)))
    items += [_item(playable, described, None, position) for playable, position in newest.items()]
    return sorted(
        items, key=lambda item: (item.playable.media_id, item.playable.season or 0, item.playable.episode or 0)
    )


async def _positions(connection: AsyncConnection, user_id: UUID, media_ids: Sequence[UUID]) -> dict[Playable, Position]:
    query = (
        select(positions)
        .where(positions.c.user_id == user_id, positions.c.media_id.in_(media_ids), positions.c.seconds > 0)
        .order_by(positions.c.at)
    )
    rows = (await connection.execute(query)).mappings()
    # The newest of each movie or episode replaces those of other devices.
    return {position.playable: position for position in map(to_position, rows)}


_TITLES: Final = select(
    titles.c.media_id,
    titles.c.name,
    titles.c.tmdb_id,
    titles.c.imdb_id,
    titles.c.tvdb_id,
    func.extract("year", titles.c.release_date).label("year"),
)


def _item(
    playable: Playable, described: Mapping[UUID, Row[Any]], row: Row[Any] | None, position: Position | None
) -> Watched:
    title = described.get(playable.media_id)
    last: datetime | None = row.last if row is not None else None
    return Watched(
        playable=playable,
        kind="movie" if playable.season is None else "show",
        name=(title.name or "") if title is not None else "",
        year=int(title.year) if title is not None and title.year is not None else None,
        ids=ProviderIds(title.imdb_id, title.tmdb_id, title.tvdb_id) if title is not None else ProviderIds(),
        episode_ids=ProviderIds(tmdb=row.source_id) if row is not None else ProviderIds(),
        plays=row.plays if row is not None else 0,
        last_played_at=last,
        origins=tuple(row.origins) if row is not None else (),
        from_server=bool(row.from_server) if row is not None else False,
        position_seconds=position.seconds if position is not None else None,
        duration_seconds=position.duration_seconds if position is not None else None,
        position_at=position.at if position is not None else None,
    )
