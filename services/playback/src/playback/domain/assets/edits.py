"""What an editor has changed of an asset, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from playback.domain.assets.asset import Asset


class EditKind(StrEnum):
    """What was done. The values are stored."""

    CHANGED = "changed"
    """Who may play it, where or when."""
    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetEdit:
    """One change of an asset, which led to a revision."""

    asset_id: UUID
    revision: int
    kind: EditKind
    actor: UUID
    """The editor."""
    at: datetime
    state: Mapping[str, Any]
    """What the asset has since then. JSON."""


def edit_of(asset: Asset, kind: EditKind, actor: UUID) -> AssetEdit:
    """Return the edit that has led to this state of an asset."""
    availability = asset.availability
    state = {
        "access": asset.access.value,
        "regions": None if availability.regions is None else sorted(availability.regions),
        "begins_at": _text(availability.begins_at),
        "ends_at": _text(availability.ends_at),
        "current_version": asset.current_version,
    }
    return AssetEdit(
        asset_id=asset.id, revision=asset.revision, kind=kind, actor=actor, at=asset.updated_at, state=state
    )


def _text(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()
