"""Port of assets in the caller's transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from playback.domain.assets.asset import Asset, PlayableSubject, Rendition, Subtitle, Version
from playback.domain.assets.edits import AssetEdit
from playback.domain.assets.subject import Subject


class AssetStatus(StrEnum):
    """What editors see of an asset."""

    EMPTY = "empty"
    """It has no version."""
    PROCESSING = "processing"
    """Nothing is played yet, and a version is in progress."""
    FAILED = "failed"
    """Nothing is played, and no version is complete or in progress."""
    READY = "ready"
    """It is played."""
    UNPUBLISHED = "unpublished"


@dataclass(frozen=True, slots=True)
class AssetFilter:
    """Which assets a list contains; null matches any."""

    status: AssetStatus | None = None
    media_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ListedAsset:
    """An asset in a list."""

    asset: Asset
    status: AssetStatus


class AssetJobs(Protocol):
    """Finds the jobs of assets."""

    async def subjects(self, asset_ids: Collection[UUID]) -> Mapping[UUID, Subject]:
        """Return the subjects of the assets that exist."""
        ...

    async def newest(self, asset_ids: Collection[UUID], limit: int) -> Mapping[UUID, Sequence[UUID]]:
        """Return by asset the ids of its jobs, the newest first."""
        ...


class AssetEdits(Protocol):
    """Reads and writes what editors have changed of assets."""

    async def add(self, edit: AssetEdit) -> None:
        """Store an edit."""
        ...

    async def newest(self, asset_id: UUID, limit: int) -> Sequence[AssetEdit]:
        """Return the edits of an asset, the newest first."""
        ...


class Assets(Protocol):
    """Reads and writes assets."""

    async def add(self, asset: Asset) -> bool:
        """Add an asset; return whether its subject had none."""
        ...

    async def page(self, chosen: AssetFilter, part: Slice) -> Part[ListedAsset]:
        """Return a part of the assets, those that were changed last first."""
        ...

    async def find(self, asset_id: UUID, *, lock: bool = False) -> Asset | None:
        """Return an asset, locked until the end of the transaction if requested."""
        ...

    async def of_subject(self, subject: Subject) -> Asset | None:
        """Return the asset of a subject."""
        ...

    async def playable_of_titles(self, media_ids: Collection[UUID], now: datetime) -> Sequence[PlayableSubject]:
        """Return what can be played of titles; of each its movie or episodes in their order, then its trailer."""
        ...

    async def save(self, asset: Asset) -> None:
        """Add an asset, or replace its state."""
        ...

    async def versions(self, asset_id: UUID) -> Sequence[Version]:
        """Return the versions of an asset, the newest first."""
        ...

    async def version(self, asset_id: UUID, number: int, *, lock: bool = False) -> Version | None:
        """Return a version, locked until the end of the transaction if requested."""
        ...

    async def save_version(self, version: Version) -> None:
        """Add a version, or replace its state."""
        ...

    async def renditions(self, asset_id: UUID, number: int) -> Sequence[Rendition]:
        """Return the renditions of a version by their names."""
        ...

    async def rendition(self, asset_id: UUID, number: int, name: str) -> Rendition | None:
        """Return a rendition of a version."""
        ...

    async def save_renditions(self, *renditions: Rendition) -> None:
        """Add renditions, or replace their state."""
        ...

    async def subtitles(self, asset_id: UUID) -> Sequence[Subtitle]:
        """Return the subtitles of an asset by language."""
        ...

    async def delete_subtitle(self, subtitle_id: UUID) -> None:
        """Delete a subtitle file."""
        ...

    async def save_subtitle(self, subtitle: Subtitle) -> None:
        """Add a subtitle file, or replace its state."""
        ...
