"""What the database knows of the files in the storage, in the caller's transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, case, func, literal, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from playback.application.storage.ports import StorageUse
from playback.domain.assets.asset import Version, VersionStatus
from playback.domain.storage.files import FileClass, Owner
from playback.domain.uploads.upload import ACTIVE, Purpose, UploadStatus, upload_key
from playback.infrastructure.assets.rows import version_of
from playback.infrastructure.assets.tables import asset_versions, assets, subtitles
from playback.infrastructure.storage.use import read_use
from playback.infrastructure.uploads.tables import uploads

_STORED: Final = (VersionStatus.PROCESSING, VersionStatus.READY, VersionStatus.RETIRED)
_SOURCE: Final = literal("uploads/", String) + uploads.c.id.cast(String) + "/source"
_NOT_PLAYED: Final = asset_versions.c.status.in_((VersionStatus.FAILED, VersionStatus.RETIRED, VersionStatus.PURGED))
_LAST_NEEDED: Final = func.coalesce(asset_versions.c.retired_at, asset_versions.c.created_at)


class SqlStoredFiles:
    """Reads what files are referred to."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def kept(self, owners: Collection[Owner]) -> frozenset[Owner]:
        """Read the rows of each class of files by their keys."""
        by_kind: dict[FileClass, list[Owner]] = {}
        for owner in owners:
            by_kind.setdefault(owner.kind, []).append(owner)
        kept: set[Owner] = set()
        kept |= await self._versions(FileClass.OUTPUT, by_kind.get(FileClass.OUTPUT, []), _STORED)
        kept |= await self._versions(FileClass.WORK, by_kind.get(FileClass.WORK, []), (VersionStatus.PROCESSING,))
        kept |= await self._originals([owner.id for owner in by_kind.get(FileClass.ORIGINAL, [])])
        kept |= await self._subtitles([owner.id for owner in by_kind.get(FileClass.SUBTITLES, [])])
        return frozenset(kept)

    async def retired(self, before: datetime, limit: int) -> Sequence[Version]:
        """Read rows by the index of retired versions."""
        query = asset_versions.select().where(
            asset_versions.c.status == VersionStatus.RETIRED, asset_versions.c.retired_at < before
        )
        rows = await self._connection.execute(query.order_by(asset_versions.c.retired_at).limit(limit))
        return [version_of(row) for row in rows.mappings()]

    async def unneeded_originals(self, before: datetime, limit: int) -> Sequence[UUID]:
        """Read uploads with the rows of their versions."""
        query = _unneeded(before).order_by(func.max(_LAST_NEEDED)).limit(limit)
        return list((await self._connection.execute(query)).scalars())

    async def delete_original(self, upload_id: UUID, before: datetime, now: datetime) -> bool:
        """Lock the asset, because a version that is added has it locked too, and update the row of the upload."""
        owner = select(uploads.c.asset_id).where(uploads.c.id == upload_id).scalar_subquery()
        await self._connection.execute(select(assets.c.id).where(assets.c.id == owner).with_for_update())
        unneeded = _unneeded(before, uploads.c.id == upload_id)
        statement = update(uploads).where(uploads.c.id.in_(unneeded)).values(deleted_at=now).returning(uploads.c.id)
        return (await self._connection.execute(statement)).first() is not None

    async def use(self, most: int) -> StorageUse:
        """Sum the rows."""
        return await read_use(self._connection, most)

    async def _versions(
        self, kind: FileClass, owners: Sequence[Owner], statuses: Collection[VersionStatus]
    ) -> set[Owner]:
        if not owners:
            return set()
        key = tuple_(asset_versions.c.asset_id, asset_versions.c.number)
        query = select(asset_versions.c.asset_id, asset_versions.c.number).where(
            key.in_([(owner.id, owner.number) for owner in owners]), asset_versions.c.status.in_(statuses)
        )
        return {Owner(kind, row.asset_id, row.number) for row in await self._connection.execute(query)}

    async def _originals(self, ids: Sequence[UUID]) -> set[Owner]:
        """Return uploads that have not ended, and those that versions are made of."""
        if not ids:
            return set()
        active = select(uploads.c.id).where(uploads.c.id.in_(ids), uploads.c.status.in_(ACTIVE))
        sources = select(asset_versions.c.source).where(
            asset_versions.c.source.in_([upload_key(upload_id) for upload_id in ids])
        )
        stored = select(uploads.c.id).where(uploads.c.id.in_(ids), uploads.c.deleted_at.is_not(None))
        deleted = set((await self._connection.execute(stored)).scalars())
        named = {UUID(source.split("/")[1]) for source in (await self._connection.execute(sources)).scalars()}
        open_ones = set((await self._connection.execute(active)).scalars())
        return {Owner(FileClass.ORIGINAL, upload_id) for upload_id in (named - deleted) | open_ones}

    async def _subtitles(self, ids: Sequence[UUID]) -> set[Owner]:
        """Return subtitles, and those that an upload is about to become."""
        if not ids:
            return set()
        query = (
            select(subtitles.c.id)
            .where(subtitles.c.id.in_(ids))
            .union(select(uploads.c.id).where(uploads.c.id.in_(ids), uploads.c.status.in_(ACTIVE)))
        )
        return {Owner(FileClass.SUBTITLES, row) for row in (await self._connection.execute(query)).scalars()}


def _unneeded(before: datetime, *conditions: ColumnElement[bool]) -> Select[Any]:
    """Return the query of uploads none of whose versions is needed since an instant."""
    return (
        select(uploads.c.id)
        .join(asset_versions, and_(asset_versions.c.asset_id == uploads.c.asset_id, asset_versions.c.source == _SOURCE))
        .where(
            uploads.c.status == UploadStatus.COMPLETED,
            uploads.c.purpose == Purpose.VIDEO,
            uploads.c.deleted_at.is_(None),
            *conditions,
        )
        .group_by(uploads.c.id)
        .having(func.bool_and(case((_NOT_PLAYED, before > _LAST_NEEDED), else_=False)))
    )
