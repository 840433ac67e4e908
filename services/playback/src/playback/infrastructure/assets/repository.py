"""Assets in Postgres, in the caller's transaction."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, and_, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.storage.rows import upsert
from playback.application.assets.ports import AssetFilter, ListedAsset
from playback.domain.assets.asset import (
    Access,
    Asset,
    PlayableSubject,
    Rendition,
    Subtitle,
    Version,
    VersionStatus,
)
from playback.domain.assets.subject import Subject
from playback.infrastructure.assets.listing import read_page
from playback.infrastructure.assets.rows import asset_of, rendition_of, row_of, version_of
from playback.infrastructure.assets.tables import asset_versions, assets, renditions, subtitles


class SqlAssets:
    """Reads and writes assets."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, asset_id: UUID, *, lock: bool = False) -> Asset | None:
        """Return one row."""
        row = await self._first(assets.select().where(assets.c.id == asset_id), lock=lock)
        return None if row is None else asset_of(row)

    async def of_subject(self, subject: Subject) -> Asset | None:
        """Return one row by the unique index."""
        row = await self._first(
            assets.select().where(
                assets.c.media_id == subject.media_id,
                assets.c.season.is_not_distinct_from(subject.season),
                assets.c.episode.is_not_distinct_from(subject.episode),
                assets.c.trailer == subject.trailer,
            )
        )
        return None if row is None else asset_of(row)

    async def playable_of_titles(self, media_ids: Collection[UUID], now: datetime) -> list[PlayableSubject]:
        """Return the assets of titles by the unique index, joined with their current versions."""
        current = and_(asset_versions.c.asset_id == assets.c.id, asset_versions.c.number == assets.c.current_version)
        query = (
            select(
                assets.c.media_id,
                assets.c.season,
                assets.c.episode,
                assets.c.trailer,
                assets.c.access,
                asset_versions.c.duration_ms,
            )
            .join(asset_versions, current)
            .where(
                assets.c.media_id.in_(media_ids),
                asset_versions.c.status == VersionStatus.READY,
                or_(assets.c.begins_at.is_(None), assets.c.begins_at <= now),
                or_(assets.c.ends_at.is_(None), assets.c.ends_at > now),
            )
            .order_by(assets.c.media_id, assets.c.trailer, assets.c.season, assets.c.episode)
        )
        rows = await self._connection.execute(query)
        return [
            PlayableSubject(
                Subject(row.media_id, row.season, row.episode, row.trailer), Access(row.access), row.duration_ms
            )
            for row in rows
        ]

    async def add(self, asset: Asset) -> bool:
        """Insert one row, unless the unique index has its subject."""
        statement = insert(assets).on_conflict_do_nothing().returning(assets.c.id)
        return (await self._connection.execute(statement, row_of(asset))).first() is not None

    async def page(self, chosen: AssetFilter, part: Slice) -> Part[ListedAsset]:
        """Read a part of the rows."""
        return await read_page(self._connection, chosen, part)

    async def save(self, asset: Asset) -> None:
        """Insert or replace one row."""
        await self._connection.execute(upsert(assets), row_of(asset))

    async def versions(self, asset_id: UUID) -> list[Version]:
        """Return the rows of an asset."""
        query = asset_versions.select().where(asset_versions.c.asset_id == asset_id)
        rows = await self._connection.execute(query.order_by(asset_versions.c.number.desc()))
        return [version_of(row) for row in rows.mappings()]

    async def version(self, asset_id: UUID, number: int, *, lock: bool = False) -> Version | None:
        """Return one row."""
        query = asset_versions.select().where(asset_versions.c.asset_id == asset_id, asset_versions.c.number == number)
        row = await self._first(query, lock=lock)
        return None if row is None else version_of(row)

    async def save_version(self, version: Version) -> None:
        """Insert or replace one row."""
        await self._connection.execute(upsert(asset_versions), asdict(version))

    async def renditions(self, asset_id: UUID, number: int) -> list[Rendition]:
        """Return the rows of a version."""
        query = renditions.select().where(renditions.c.asset_id == asset_id, renditions.c.number == number)
        rows = await self._connection.execute(query.order_by(renditions.c.name))
        return [rendition_of(row) for row in rows.mappings()]

    async def rendition(self, asset_id: UUID, number: int, name: str) -> Rendition | None:
        """Return one row."""
        of_version = (renditions.c.asset_id == asset_id, renditions.c.number == number)
        row = await self._first(renditions.select().where(*of_version, renditions.c.name == name))
        return None if row is None else rendition_of(row)

    async def save_renditions(self, *changed: Rendition) -> None:
        """Insert or replace rows."""
        if changed:
            await self._connection.execute(upsert(renditions), [asdict(rendition) for rendition in changed])

    async def subtitles(self, asset_id: UUID) -> list[Subtitle]:
        """Return the rows of an asset."""
        query = subtitles.select().where(subtitles.c.asset_id == asset_id)
        rows = await self._connection.execute(query.order_by(subtitles.c.language, subtitles.c.kind))
        return [Subtitle(**row) for row in rows.mappings()]

    async def delete_subtitle(self, subtitle_id: UUID) -> None:
        """Delete one row."""
        await self._connection.execute(subtitles.delete().where(subtitles.c.id == subtitle_id))

    async def save_subtitle(self, subtitle: Subtitle) -> None:
        """Insert or replace one row."""
        await self._connection.execute(upsert(subtitles), asdict(subtitle))

    async def _first(self, query: Any, *, lock: bool = False) -> RowMapping | None:
        return (await self._connection.execute(query.with_for_update() if lock else query)).mappings().first()
