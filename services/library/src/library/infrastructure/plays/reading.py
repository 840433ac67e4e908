"""Reading plays and marks: every query is bound to one user, by the index of the user."""

from collections.abc import Collection, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.messaging.transaction import Transactions
from library.application.plays.read_models import (
    MOST_COUNTED,
    MarkPage,
    MarkPageRequest,
    PlayFilter,
    PlayItem,
    PlayPage,
    PlayPageRequest,
    TitleJournal,
)
from library.domain.plays.items import Item, Play
from library.domain.titles.title import Title
from library.infrastructure.plays.rows import to_mark, to_play
from library.infrastructure.plays.tables import marks, play_counts, plays
from library.infrastructure.titles.rows import to_title
from library.infrastructure.titles.seasons import read_episode_details, read_shows
from library.infrastructure.titles.tables import CARD, titles

_PLACE: Final = tuple_(plays.c.at, plays.c.sequence)


class SqlPlayReader:
    """Plays and marks in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def page(self, request: PlayPageRequest) -> PlayPage:
        """Read one play more than the page has, to know whether more follow."""
        chosen = [plays.c.user_id == request.user_id, plays.c.retracted_at.is_(None), *_conditions(request.chosen)]
        query = select(plays).where(*chosen).order_by(plays.c.at.desc(), plays.c.sequence.desc())
        if request.after is not None:
            query = query.where((request.after.at, request.after.sequence) > _PLACE)
        else:
            query = query.offset(request.offset)
        async with self._transactions.read() as connection:
            total = await _total(connection, request, chosen)
            rows = (await connection.execute(query.limit(request.limit + 1))).all()
            shown = [to_play(row) for row in rows[: request.limit]]
            return PlayPage(await _items(connection, shown), len(rows) > request.limit, total)

    async def items(self, user_id: UUID, play_ids: Collection[UUID]) -> list[PlayItem]:
        """Read plays by primary key."""
        query = select(plays).where(plays.c.play_id.in_(list(play_ids)), plays.c.user_id == user_id)
        async with self._transactions.read() as connection:
            by_id = {row.play_id: to_play(row) for row in await connection.execute(query)}
            return await _items(connection, [by_id[play_id] for play_id in play_ids if play_id in by_id])

    async def journal(self, user_id: UUID, media_id: UUID) -> TitleJournal | None:
        """Read both tables by the index of user and title."""
        async with self._transactions.read() as connection:
            title = (await _titles(connection, [media_id])).get(media_id)
            if title is None:
                return None
            show = (await read_shows(connection, [title]))[media_id]
            items: list[Item] = []
            for table, to_item in ((plays, to_play), (marks, to_mark)):
                own = select(table).where(table.c.user_id == user_id, table.c.media_id == media_id)
                items += [to_item(row) for row in await connection.execute(own)]
            return TitleJournal(title, show, items)

    async def marks(self, request: MarkPageRequest) -> MarkPage:
        """Count and read marks by the index of user and title."""
        chosen = [marks.c.user_id == request.user_id, marks.c.retracted_at.is_(None)]
        if request.media_id is not None:
            chosen.append(marks.c.media_id == request.media_id)
        query = select(marks).where(*chosen).order_by(marks.c.at.desc(), marks.c.sequence.desc())
        async with self._transactions.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(marks).where(*chosen))
            rows = await connection.execute(query.limit(request.limit).offset(request.offset))
            return MarkPage([to_mark(row) for row in rows], total or 0)


def _conditions(chosen: PlayFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if chosen.media_id is not None:
        conditions.append(plays.c.media_id == chosen.media_id)
    if chosen.kind is not None:
        conditions.append(plays.c.season.is_(None) if chosen.kind == "movie" else plays.c.season.is_not(None))
    if chosen.since is not None:
        conditions.append(plays.c.watched_at >= chosen.since)
    if chosen.until is not None:
        conditions.append(plays.c.watched_at < chosen.until)
    if chosen.origin is not None:
        conditions.append(plays.c.origin == chosen.origin)
    return conditions


async def _total(
    connection: AsyncConnection, request: PlayPageRequest, chosen: Sequence[ColumnElement[bool]]
) -> int | None:
    """Return the number of plays: without filters it is kept, with them it is counted up to a limit."""
    if request.chosen.is_empty:
        query: Select[tuple[int]] = select(play_counts.c.plays).where(play_counts.c.user_id == request.user_id)
        return await connection.scalar(query) or 0
    some = select(plays.c.play_id).where(*chosen).limit(MOST_COUNTED + 1).subquery()
    total = await connection.scalar(select(func.count()).select_from(some)) or 0
    return None if total > MOST_COUNTED else total


async def _items(connection: AsyncConnection, shown: Sequence[Play]) -> list[PlayItem]:
    """Return plays with their titles: one query reads all titles, one more the seasons of all shows."""
    by_title = await _titles(connection, {play.media_id for play in shown})
    shows = {play.media_id for play in shown if play.place is not None}
    episodes = await read_episode_details(connection, shows)
    numbers = {
        (media_id, episode.source_id): place
        for media_id, places in episodes.items()
        for place, episode in places.items()
    }

    def item(play: Play) -> PlayItem:
        place = play.place if play.source_id is None else numbers.get((play.media_id, play.source_id), play.place)
        episode = None if place is None else episodes.get(play.media_id, {}).get(place)
        return PlayItem(play, by_title.get(play.media_id), place, episode.name if episode else None)

    return [item(play) for play in shown]


async def _titles(connection: AsyncConnection, media_ids: Collection[UUID]) -> dict[UUID, Title]:
    if not media_ids:
        return {}
    query = select(*CARD).where(titles.c.media_id.in_(list(media_ids)), titles.c.facts_version.is_not(None))
    rows: Any = (await connection.execute(query)).mappings()
    return {row["media_id"]: to_title(row) for row in rows}
