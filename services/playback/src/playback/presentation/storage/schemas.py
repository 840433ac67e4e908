"""Query parameters and response bodies about the storage."""

from collections.abc import Mapping
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import Parameters, ResponseModel
from objects.ports import ListedObject
from playback.application.storage.orphans import Orphans
from playback.application.storage.ports import AssetUse, StorageUse
from playback.domain.storage.files import FileClass, owner_of

_BYTES = "Bytes by class: `original`, `output`, `subtitles`, `work`"


class UseParams(Parameters):
    """How many assets to return."""

    limit: int = Field(default=20, ge=1, le=100, description="Maximum number of assets", examples=[20])


class OrphansParams(Parameters):
    """Where to continue."""

    after: str | None = Field(
        default=None,
        max_length=1024,
        pattern=r"^(uploads|vod|work)(/[^/.\x00-\x1f\x7f][^/\x00-\x1f\x7f]*)+$",
        description="`next` of the response before",
        examples=["vod/6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11/1/master.m3u8"],
    )


class AssetUseResponse(ResponseModel):
    """How many bytes the files of an asset have."""

    asset_id: UUID = Field(description="Id of the asset", examples=["6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
    subject: str = Field(description="What it is of", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9:2x05"])
    total: int = Field(description="Bytes of all its files", examples=[1807745024])
    bytes: Mapping[FileClass, int] = Field(description=_BYTES, examples=[{"original": 1073741824, "output": 734003200}])

    @classmethod
    def of(cls, use: AssetUse) -> Self:
        """Return the response of the use of an asset."""
        return cls(
            asset_id=use.asset_id, subject=str(use.subject), total=sum(use.bytes.values()), bytes=dict(use.bytes)
        )


class StorageUseResponse(ResponseModel):
    """How many bytes files have."""

    total: int = Field(description="Bytes of all files", examples=[1807745024])
    bytes: Mapping[FileClass, int] = Field(description=_BYTES, examples=[{"original": 1073741824, "output": 734003200}])
    unfinished: int = Field(description="Sizes of uploads that have not ended, in bytes", examples=[40000000])
    assets: list[AssetUseResponse] = Field(description="The assets with the largest files")

    @classmethod
    def of(cls, use: StorageUse) -> Self:
        """Return the response of the use of the storage."""
        return cls(
            total=sum(use.bytes.values()),
            bytes=dict(use.bytes),
            unfinished=use.unfinished,
            assets=[AssetUseResponse.of(asset) for asset in use.assets],
        )


class OrphanResponse(ResponseModel):
    """A file that nothing refers to."""

    key: str = Field(description="Its key in the storage", examples=["work/6a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11/1/a"])
    kind: FileClass = Field(description="What it was", examples=["work"])
    size: int = Field(description="Size in bytes", examples=[52428800])
    changed_at: datetime = Field(description="When it was stored (UTC)", examples=["2026-11-21T12:00:00Z"])

    @classmethod
    def of(cls, file: ListedObject) -> Self:
        """Return the response of a file."""
        owner = owner_of(file.key)
        kind = FileClass.UNKNOWN if owner is None else owner.kind
        return cls(key=file.key, kind=kind, size=file.size, changed_at=file.changed_at)


class OrphansResponse(ResponseModel):
    """What the cleaning of the storage would delete."""

    scanned: int = Field(description="Number of files that were looked at", examples=[10000])
    total: int = Field(description="Bytes of the files in this response", examples=[52428800])
    files: list[OrphanResponse] = Field(description="Files that nothing refers to, older than a day")
    next: str | None = Field(description="Value of `after` for the rest; null at the end", examples=[None])

    @classmethod
    def of(cls, orphans: Orphans) -> Self:
        """Return the response of orphans."""
        return cls(
            scanned=orphans.scanned,
            total=sum(file.size for file in orphans.files),
            files=[OrphanResponse.of(file) for file in orphans.files],
            next=orphans.next,
        )
