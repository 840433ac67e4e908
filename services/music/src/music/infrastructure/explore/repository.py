"""Discovery in Postgres. Ids are random, so that those behind a pivot are a random part, read by an index."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from music.domain.marks.marks import ItemKind
from music.infrastructure.library.presence import is_heard
from music.infrastructure.library.tables import albums, artists, track_artists, tracks
from music.infrastructure.listening.tables import play_totals
from music.infrastructure.marks.queries import is_audible

_IDS: Final = {ItemKind.TRACKS: tracks.c.id, ItemKind.ALBUMS: albums.c.id, ItemKind.ARTISTS: artists.c.id}


class SqlDiscovery:
    """Reads ids of tracks, albums and artists."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def around(self, kind: ItemKind, folders: Sequence[UUID], pivot: UUID, limit: int) -> Sequence[UUID]:
        """Read by the primary key."""
        key = _IDS[kind]
        audible = is_heard(folders) if kind is ItemKind.TRACKS else is_audible(kind, key, folders)
        return await self._around(select(key).where(audible), key, pivot, limit)

    async def unplayed(self, user_id: UUID, folders: Sequence[UUID], pivot: UUID, limit: int) -> Sequence[UUID]:
        """Read tracks by the primary key, without those that have totals."""
        query = select(tracks.c.id).where(is_heard(folders), ~has_totals(user_id, tracks.c.id))
        return await self._around(query, tracks.c.id, pivot, limit)

    async def forgotten(self, user_id: UUID, folders: Sequence[UUID], before: datetime, limit: int) -> Sequence[UUID]:
        """Read totals by the index of weights."""
        query = (
            select(play_totals.c.track_id)
            .join(tracks, tracks.c.id == play_totals.c.track_id)
            .where(play_totals.c.user_id == user_id, play_totals.c.last_played_at < before, is_heard(folders))
            .order_by(play_totals.c.weighted.desc(), play_totals.c.track_id.desc())
            .limit(limit)
        )
        return list((await self._connection.execute(query)).scalars())

    async def gems(
        self, user_id: UUID, folders: Sequence[UUID], pivot: UUID, *, artists: int, fewer_than: int, limit: int
    ) -> Sequence[UUID]:
        """Read the tracks of artists by their index."""
        own = play_totals.c.user_id == user_id
        top = (
            select(track_artists.c.artist_id)
            .join(play_totals, play_totals.c.track_id == track_artists.c.track_id)
            .join(tracks, tracks.c.id == track_artists.c.track_id)
            .where(own, play_totals.c.plays > 0, is_heard(folders))
            .group_by(track_artists.c.artist_id)
            .order_by(func.sum(play_totals.c.weighted).desc(), track_artists.c.artist_id)
            .limit(artists)
        )
        of_top = exists().where(track_artists.c.track_id == tracks.c.id, track_artists.c.artist_id.in_(top))
        often = exists().where(own, play_totals.c.track_id == tracks.c.id, play_totals.c.plays >= fewer_than)
        return await self._around(
            select(tracks.c.id).where(is_heard(folders), of_top, ~often), tracks.c.id, pivot, limit
        )

    async def _around(self, query: Select[Any], key: ColumnElement[Any], pivot: UUID, limit: int) -> Sequence[UUID]:
        """Read ids from a pivot on; when there are too few, those before it as well."""
        behind = query.where(key >= pivot).order_by(key).limit(limit)
        ids: list[UUID] = list((await self._connection.execute(behind)).scalars())
        if len(ids) < limit:
            before = query.where(key < pivot).order_by(key).limit(limit - len(ids))
            ids += (await self._connection.execute(before)).scalars()
        return ids


def has_totals(user_id: UUID, track_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return whether a user has played or skipped a track."""
    return exists().where(play_totals.c.user_id == user_id, play_totals.c.track_id == track_id)
