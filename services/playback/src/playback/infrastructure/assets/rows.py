"""Rows of assets, and what they are of."""

from typing import Any

from sqlalchemy import RowMapping

from playback.domain.assets.asset import Access, Asset, Availability, Rendition, Version, VersionStatus
from playback.domain.assets.subject import Subject


def asset_of(row: RowMapping) -> Asset:
    """Return the asset of a row."""
    return Asset(
        id=row["id"],
        subject=Subject(row["media_id"], row["season"], row["episode"], row["trailer"]),
        access=Access(row["access"]),
        availability=Availability(
            None if row["regions"] is None else frozenset(row["regions"]), row["begins_at"], row["ends_at"]
        ),
        current_version=row["current_version"],
        revision=row["revision"],
        created_by=row["created_by"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        unpublished_at=row["unpublished_at"],
    )


def version_of(row: RowMapping) -> Version:
    """Return the version of a row."""
    return Version(**{**row, "status": VersionStatus(row["status"])})


def rendition_of(row: RowMapping) -> Rendition:
    """Return the rendition of a row."""
    return Rendition(**{**row, "status": VersionStatus(row["status"])})


def row_of(asset: Asset) -> dict[str, Any]:
    """Return the row of an asset."""
    availability, subject = asset.availability, asset.subject
    return {
        "id": asset.id,
        "media_id": subject.media_id,
        "season": subject.season,
        "episode": subject.episode,
        "trailer": subject.trailer,
        "access": asset.access,
        "regions": None if availability.regions is None else sorted(availability.regions),
        "begins_at": availability.begins_at,
        "ends_at": availability.ends_at,
        "current_version": asset.current_version,
        "revision": asset.revision,
        "created_by": asset.created_by,
        "created_at": asset.created_at,
        "updated_at": asset.updated_at,
        "unpublished_at": asset.unpublished_at,
    }
