"""Positions and viewings in one transaction."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.messaging.transaction import Transactions
from chassis.storage.pruning import prune
from chassis.storage.rows import upsert
from library.application.positions.commands import ClearPositions
from library.domain.positions.position import Playable, Position
from library.domain.positions.viewing import RESUMABLE, Viewing
from library.infrastructure.plays.tables import plays
from library.infrastructure.positions.rows import key_of, to_position, to_position_row
from library.infrastructure.positions.tables import positions, viewings

MOST_POSITIONS: Final = 1000
"""Positions of one user; clients choose the ids of devices."""
MOST_PLAYS: Final = 1000
"""Plays of one movie or episode that are compared with a new one, the newest first."""

_SAVE: Final = upsert(positions)
_SAVE_VIEWING: Final = upsert(viewings)


class SqlPositions:
    """Reads and writes positions in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, user_id: UUID, playable: Playable, device_id: str) -> Position | None:
        """Read a position by primary key."""
        query = select(positions).where(_is(user_id, playable), positions.c.device_id == device_id)
        row = (await self._connection.execute(query)).mappings().first()
        return None if row is None else to_position(row)

    async def save(self, user_id: UUID, position: Position) -> None:
        """Write the row, and delete the user's oldest rows beyond the limit."""
        await self._connection.execute(_SAVE, to_position_row(user_id, position))
        keys = tuple_(positions.c.media_id, positions.c.season, positions.c.episode, positions.c.device_id)
        oldest = (
            select(positions.c.media_id, positions.c.season, positions.c.episode, positions.c.device_id)
            .where(positions.c.user_id == user_id)
            .order_by(positions.c.at.desc())
            .offset(MOST_POSITIONS)
        )
        await self._connection.execute(delete(positions).where(positions.c.user_id == user_id, keys.in_(oldest)))

    async def remove(self, user_id: UUID, position: Position) -> None:
        """Delete the row of a device."""
        device = positions.c.device_id == position.device.id
        await self._connection.execute(delete(positions).where(_is(user_id, position.playable), device))

    async def clear(self, user_id: UUID, playable: Playable, until: datetime) -> None:
        """Delete the rows of a movie or an episode up to a time."""
        await self._connection.execute(delete(positions).where(_is(user_id, playable), positions.c.at <= until))

    async def delete(self, command: ClearPositions) -> None:
        """Delete the rows of a title or of one episode."""
        chosen = [positions.c.user_id == command.user_id, positions.c.media_id == command.media_id]
        if command.season is not None:
            chosen.append(positions.c.season == command.season)
        if command.episode is not None:
            chosen.append(positions.c.episode == command.episode)
        await self._connection.execute(delete(positions).where(*chosen))

    async def viewing(self, user_id: UUID, playable: Playable) -> Viewing:
        """Read a viewing by primary key."""
        keys = [viewings.c[name] == value for name, value in key_of(user_id, playable).items()]
        query = select(viewings.c.completed_at, viewings.c.unfinished_at).where(*keys)
        row = (await self._connection.execute(query)).first()
        return Viewing() if row is None else Viewing(row.completed_at, row.unfinished_at)

    async def save_viewing(self, user_id: UUID, playable: Playable, viewing: Viewing) -> None:
        """Write the row; a viewing without any time has none."""
        times = [time for time in (viewing.completed_at, viewing.unfinished_at) if time is not None]
        if times:
            row = {
                **key_of(user_id, playable),
                "completed_at": viewing.completed_at,
                "unfinished_at": viewing.unfinished_at,
                "latest_at": max(times),
            }
            await self._connection.execute(_SAVE_VIEWING, row)

    async def played_at(self, user_id: UUID, playables: Collection[Playable]) -> dict[Playable, list[datetime | None]]:
        """Read the times of the plays of each movie or episode by index."""
        times: dict[Playable, list[datetime | None]] = {}
        for playable in playables:
            query = (
                select(plays.c.watched_at)
                .where(
                    plays.c.user_id == user_id,
                    plays.c.media_id == playable.media_id,
                    plays.c.season.is_not_distinct_from(playable.season),
                    plays.c.episode.is_not_distinct_from(playable.episode),
                )
                .order_by(plays.c.watched_at.desc().nulls_last())
                .limit(MOST_PLAYS)
            )
            times[playable] = list((await self._connection.execute(query)).scalars())
        return times


class SqlViewings:
    """All viewings in Postgres."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    async def delete_expired(self, now: datetime) -> None:
        """Delete the viewings that ended long enough ago, in small batches."""
        await prune(self._transactions.engine, viewings, viewings.c.latest_at < now - 2 * RESUMABLE)


def _is(user_id: UUID, playable: Playable) -> ColumnElement[bool]:
    return and_(*(positions.c[name] == value for name, value in key_of(user_id, playable).items()))
