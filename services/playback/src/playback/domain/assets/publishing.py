"""What is played of an asset, as editors decide it."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from playback.domain.assets.asset import Asset, Version, VersionStatus
from playback.domain.assets.errors import VersionNotPlayable

PLAYABLE: Final = frozenset({VersionStatus.READY, VersionStatus.RETIRED})
"""The states of versions whose output is complete and still stored."""


def unpublished(asset: Asset, now: datetime) -> Asset:
    """Return the asset without a version that is played."""
    return replace(asset, current_version=None, unpublished_at=now, updated_at=now, revision=asset.revision + 1)


def published(asset: Asset, version: Version | None, now: datetime) -> Asset:
    """Return the asset with a version that is played, or, without one, ready for the next that is complete.

    Raise VersionNotPlayable.
    """
    if version is not None and version.status not in PLAYABLE:
        raise VersionNotPlayable(version.number, version.status)
    return replace(
        asset,
        current_version=None if version is None else version.number,
        unpublished_at=None,
        updated_at=now,
        revision=asset.revision + 1,
    )


def retired(version: Version, now: datetime) -> Version:
    """Return a version that is not played any more."""
    return replace(version, status=VersionStatus.RETIRED, retired_at=now)


def current(version: Version) -> Version:
    """Return a version that is played again."""
    return replace(version, status=VersionStatus.READY, retired_at=None)
