"""Matching, and scrobbles without a title, in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Integer, Text, case, cast, delete, exists, func, literal, or_, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import upsert
from library.application.scrobbling.read_models import UnmatchedScrobble
from library.domain.entries.progress import EpisodeNumber
from library.domain.scrobbling.candidates import Candidate
from library.domain.scrobbling.scrobble import Subject
from library.domain.titles.names import match_name
from library.infrastructure.scrobbling.rows import to_scrobble_document, to_unmatched
from library.infrastructure.scrobbling.tables import scrobble_matches, unmatched_scrobbles
from library.infrastructure.titles.tables import season_parts, titles

MOST_CANDIDATES: Final = 20

_REMEMBER: Final = upsert(scrobble_matches)
_SEASONS: Final = season_parts.alias("seasons")


class SqlScrobbles:
    """Matches titles, and stores scrobbles without one, in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def candidates(self, subject: Subject) -> Sequence[Candidate]:
        """Read titles by the indexes of their ids, then by the index of their names."""
        ids = subject.ids
        columns = ((titles.c.tmdb_id, ids.tmdb), (titles.c.imdb_id, ids.imdb), (titles.c.tvdb_id, ids.tvdb))
        equal = [column == value for column, value in columns if value is not None]
        if equal:
            matched = sum((case((condition, 1), else_=0) for condition in equal), literal(0, Integer))
            with_ids = await self._read(subject, or_(*equal), matched)
            if with_ids:
                return with_ids
        name = match_name(subject.name)
        return (
            await self._read(
                subject, titles.c.names.op("@>", is_comparison=True)(cast([name], ARRAY(Text))), literal(0, Integer)
            )
            if name
            else []
        )

    async def _read(
        self, subject: Subject, condition: ColumnElement[bool], matched: ColumnElement[int]
    ) -> list[Candidate]:
        query = (
            select(
                titles.c.media_id,
                func.extract("year", titles.c.release_date).label("year"),
                matched.label("matched"),
                _episode_is_in(titles.c.media_id, subject.episode_ids.tmdb).label("has_episode"),
            )
            .where(titles.c.kind == subject.kind, titles.c.facts_version.is_not(None), condition)
            .order_by(titles.c.gone_at.is_not(None), titles.c.popularity.desc().nulls_last(), titles.c.media_id)
            .limit(MOST_CANDIDATES)
        )
        return [
            Candidate(row.media_id, None if row.year is None else int(row.year), row.matched, row.has_episode)
            for row in await self._connection.execute(query)
        ]

    async def episode(self, media_id: UUID, source_id: int) -> EpisodeNumber | None:
        """Read the season with the episode, and return the episode's number."""
        query = (
            select(season_parts.c.number, season_parts.c.details)
            .where(season_parts.c.media_id == media_id, _has_episode(season_parts.c.details, source_id))
            .order_by(season_parts.c.version.desc())
            .limit(1)
        )
        row = (await self._connection.execute(query)).first()
        if row is None:
            return None
        number = next(item["number"] for item in row.details if item.get("id") == source_id)
        return EpisodeNumber(row.number, number)

    async def remembered(self, user_id: UUID, identity: str) -> UUID | None:
        """Read the user's choice by primary key."""
        query = select(scrobble_matches.c.media_id).where(
            scrobble_matches.c.user_id == user_id, scrobble_matches.c.identity == identity
        )
        media_id: UUID | None = await self._connection.scalar(query)
        return media_id

    async def remember(self, user_id: UUID, identity: str, media_id: UUID, now: datetime) -> None:
        """Insert or replace the user's choice."""
        row = {"user_id": user_id, "identity": identity, "media_id": media_id, "chosen_at": now}
        await self._connection.execute(_REMEMBER, row)

    async def count_unmatched(self, user_id: UUID) -> int:
        """Count the user's rows by primary key."""
        query = select(func.count()).select_from(unmatched_scrobbles).where(unmatched_scrobbles.c.user_id == user_id)
        return await self._connection.scalar(query) or 0

    async def add_unmatched(self, user_id: UUID, scrobble: UnmatchedScrobble) -> None:
        """Insert the row, unless it is stored."""
        row = {
            "user_id": user_id,
            "scrobble_id": scrobble.id,
            "identity": scrobble.scrobble.subject.identity,
            "reason": scrobble.reason,
            "scrobble": to_scrobble_document(scrobble.scrobble),
            "at": scrobble.at,
            "received_at": scrobble.received_at,
        }
        await self._connection.execute(insert(unmatched_scrobbles).on_conflict_do_nothing(), row)

    async def find_unmatched(self, user_id: UUID, scrobble_id: UUID) -> UnmatchedScrobble | None:
        """Read a row by primary key."""
        rows = await self._unmatched(user_id, unmatched_scrobbles.c.scrobble_id == scrobble_id)
        return rows[0] if rows else None

    async def unmatched_of(self, user_id: UUID, identity: str) -> list[UnmatchedScrobble]:
        """Read the user's rows of one identity."""
        return await self._unmatched(user_id, unmatched_scrobbles.c.identity == identity)

    async def delete_unmatched(self, user_id: UUID, scrobble_ids: Sequence[UUID]) -> int:
        """Delete rows by primary key."""
        chosen = (
            unmatched_scrobbles.c.user_id == user_id,
            unmatched_scrobbles.c.scrobble_id.in_(scrobble_ids),
        )
        return (await self._connection.execute(delete(unmatched_scrobbles).where(*chosen))).rowcount

    async def _unmatched(self, user_id: UUID, condition: ColumnElement[bool]) -> list[UnmatchedScrobble]:
        query = select(unmatched_scrobbles).where(unmatched_scrobbles.c.user_id == user_id, condition)
        ordered = query.order_by(unmatched_scrobbles.c.at, unmatched_scrobbles.c.scrobble_id)
        return [to_unmatched(row) for row in (await self._connection.execute(ordered)).mappings()]


def _episode_is_in(media_id: ColumnElement[Any], source_id: int | None) -> ColumnElement[bool]:
    if source_id is None:
        return literal(False)
    return exists(
        select(1).where(_SEASONS.c.media_id == media_id, _has_episode(_SEASONS.c.details, source_id)).correlate(titles)
    )


def _has_episode(details: ColumnElement[Any], source_id: int) -> ColumnElement[bool]:
    return details.op("@>", is_comparison=True)(cast([{"id": source_id}], JSONB))
