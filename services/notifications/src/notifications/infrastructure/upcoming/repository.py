"""Episodes that lie ahead, in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Integer, Select, Uuid, bindparam, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, is_newer, upsert_arrays
from chassis.storage.statements import Statement
from notifications.domain.messages.kinds import KINDS
from notifications.domain.upcoming.episode import EpisodeKey, UpcomingEpisode
from notifications.infrastructure.upcoming.tables import upcoming_episodes

_KEY: Final = ("subscription_id", "season", "episode")
_COLUMNS: Final = (*_KEY, "kind", "user_id", "media_id", "version", "airs_at", "values", "due_at", "stored_at")
_SAVE: Final = Statement(
    upsert_arrays(upcoming_episodes, _COLUMNS, where=is_newer(upcoming_episodes, "version")).returning(
        *(upcoming_episodes.c[name] for name in (*_KEY, "reported_at"))
    )
)
_KEYS: Final = (
    bindparam("subscription_ids", type_=ARRAY(Uuid)),
    bindparam("seasons", type_=ARRAY(Integer)),
    bindparam("episodes", type_=ARRAY(Integer)),
)
_OF_KEYS: Final = """
    subscription_id = item.subscription_id_ and season = item.season_ and episode = item.episode_
"""
_PLAN: Final = Statement(
    text(
        f"""
        update upcoming_episodes set due_at = item.due_at_
        from unnest(:subscription_ids, :seasons, :episodes, :due_ats)
          as item (subscription_id_, season_, episode_, due_at_)
        where {_OF_KEYS}
        """  # noqa: S608 - names of our own columns
    ).bindparams(*_KEYS, bindparam("due_ats", type_=ARRAY(DateTime(timezone=True))))
)
_MARK: Final = Statement(
    text(
        f"""
        update upcoming_episodes set reported_at = :now
        from unnest(:subscription_ids, :seasons, :episodes) as item (subscription_id_, season_, episode_)
        where {_OF_KEYS}
        """  # noqa: S608 - names of our own columns
    ).bindparams(*_KEYS, bindparam("now", type_=DateTime(timezone=True)))
)


class SqlUpcomingEpisodes:
    """Stores episodes that lie ahead in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, episodes: Sequence[UpcomingEpisode], now: datetime) -> set[EpisodeKey]:
        """Write all rows in one statement, in the order of their keys."""
        rows = [
            {
                **item.key._asdict(),
                "kind": item.kind.name,
                "user_id": item.user_id,
                "media_id": item.media_id,
                "version": item.version,
                "airs_at": item.airs_at,
                "values": dict(item.values),
                "due_at": item.due_at,
                "stored_at": now,
            }
            for item in sorted(episodes, key=lambda item: item.key)
        ]
        if not rows:
            return set()
        saved = await _SAVE(self._connection, arrays_of(upcoming_episodes, _COLUMNS, rows))
        return {_key(row) for row in saved if row["reported_at"] is not None}

    async def unreported(self, user_id: UUID) -> Sequence[UpcomingEpisode]:
        """Read and lock the rows of a user."""
        return await self._read(
            select(upcoming_episodes).where(
                upcoming_episodes.c.user_id == user_id,
                upcoming_episodes.c.reported_at.is_(None),
                upcoming_episodes.c.airs_at.is_not(None),
            )
        )

    async def plan(self, due: Mapping[EpisodeKey, datetime | None]) -> None:
        """Update all rows in one statement."""
        if due:
            await _PLAN(self._connection, _keys(list(due)) | {"due_ats": list(due.values())})

    async def users_of_due(self, now: datetime, limit: int) -> Sequence[UUID]:
        """Read users by the index of what is due."""
        query = (
            select(upcoming_episodes.c.user_id).where(*_due(now)).distinct().order_by(upcoming_episodes.c.user_id)
        ).limit(limit)
        return list((await self._connection.execute(query)).scalars())

    async def due(self, user_ids: Collection[UUID], now: datetime) -> Sequence[UpcomingEpisode]:
        """Read and lock what is due."""
        mine = upcoming_episodes.c.user_id.in_(user_ids)
        return await self._read(select(upcoming_episodes).where(mine, *_due(now)))

    async def mark_reported(self, keys: Sequence[EpisodeKey], now: datetime) -> None:
        """Update all rows in one statement."""
        if keys:
            await _MARK(self._connection, _keys(keys) | {"now": now})

    async def _read(self, query: Select[Any]) -> Sequence[UpcomingEpisode]:
        ordered = query.order_by(*(upcoming_episodes.c[name] for name in _KEY)).with_for_update()
        rows = (await self._connection.execute(ordered)).mappings()
        return [
            UpcomingEpisode(
                _key(row),
                KINDS[row["kind"]],
                row["user_id"],
                row["media_id"],
                row["version"],
                row["airs_at"],
                row["values"],
                row["due_at"],
            )
            for row in rows
        ]


def _due(now: datetime) -> tuple[Any, ...]:
    columns = upcoming_episodes.c
    return columns.due_at.is_not(None), columns.due_at <= now, columns.reported_at.is_(None), columns.airs_at > now


def _key(row: Mapping[str, Any] | Any) -> EpisodeKey:
    return EpisodeKey(row["subscription_id"], row["season"], row["episode"])


def _keys(keys: Sequence[EpisodeKey]) -> dict[str, Any]:
    return {
        "subscription_ids": [key.subscription_id for key in keys],
        "seasons": [key.season for key in keys],
        "episodes": [key.episode for key in keys],
    }
