"""How many bytes the files of assets have, by the rows that refer to them."""

from sqlalchemy import BigInteger, Label, Subquery, Text, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from playback.application.storage.ports import AssetUse, StorageUse
from playback.domain.assets.asset import VersionStatus
from playback.domain.assets.subject import Subject
from playback.domain.storage.files import FileClass
from playback.domain.uploads.upload import ACTIVE, Purpose, UploadStatus
from playback.infrastructure.assets.tables import asset_versions, assets, renditions, subtitles
from playback.infrastructure.uploads.tables import uploads


def _files() -> Subquery:
    """Return a row per file or folder: the asset, the class, the bytes."""

    def of(kind: FileClass) -> Label[str]:
        return literal(kind.value, Text).label("kind")

    originals = select(uploads.c.asset_id, of(FileClass.ORIGINAL), uploads.c.size.label("bytes")).where(
        uploads.c.status == UploadStatus.COMPLETED,
        uploads.c.purpose == Purpose.VIDEO,
        uploads.c.deleted_at.is_(None),
    )
    output = select(asset_versions.c.asset_id, of(FileClass.OUTPUT), asset_versions.c.bytes).where(
        asset_versions.c.status.in_((VersionStatus.READY, VersionStatus.RETIRED))
    )
    work = select(renditions.c.asset_id, of(FileClass.WORK), renditions.c.bytes).where(renditions.c.file.is_not(None))
    texts = select(subtitles.c.asset_id, of(FileClass.SUBTITLES), subtitles.c.bytes)
    return union_all(originals, output, work, texts).subquery("files")


async def read_use(connection: AsyncConnection, most: int) -> StorageUse:
    """Return the sums by class, and by class and asset of the largest assets."""
    files = _files()
    size = func.coalesce(func.sum(files.c.bytes), 0).cast(BigInteger)
    by_class = await connection.execute(select(files.c.kind, size.label("bytes")).group_by(files.c.kind))
    unfinished = select(func.coalesce(func.sum(uploads.c.size), 0).cast(BigInteger)).where(uploads.c.status.in_(ACTIVE))
    largest = select(files.c.asset_id, size.label("bytes")).group_by(files.c.asset_id)
    largest = largest.order_by(size.desc(), files.c.asset_id).limit(most)
    top = [row.asset_id for row in await connection.execute(largest)]
    sums = await connection.execute(
        select(files.c.asset_id, files.c.kind, size.label("bytes"))
        .where(files.c.asset_id.in_(top))
        .group_by(files.c.asset_id, files.c.kind)
    )
    by_asset: dict[object, dict[FileClass, int]] = {asset_id: {} for asset_id in top}
    for row in sums:
        by_asset[row.asset_id][FileClass(row.kind)] = row.bytes
    subjects = {
        row.id: Subject(row.media_id, row.season, row.episode, row.trailer)
        for row in await connection.execute(select(assets).where(assets.c.id.in_(top)))
    }
    return StorageUse(
        bytes={FileClass(row.kind): row.bytes for row in by_class},
        unfinished=int((await connection.execute(unfinished)).scalar_one()),
        assets=[AssetUse(asset_id, subjects[asset_id], by_asset[asset_id]) for asset_id in top],
    )
