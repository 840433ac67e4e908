"""Rows of curation to and from the domain."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from catalog.domain.curation.collections import Collection, CollectionContent
from catalog.domain.curation.scheduling import ScheduledChange
from catalog.domain.curation.sections import Arrangement, Pin


def to_collection(row: Mapping[str, Any]) -> Collection:
    """Return the collection of a row."""
    content = CollectionContent(
        kind=row["kind"],
        names=row["names"],
        descriptions=row["descriptions"],
        image=row["image"],
        media_ids=tuple(row["media_ids"]),
        position=row["position"],
    )
    return Collection(row["slug"], content, row["published"], row["version"], row["changed_at"])


def collection_row(collection: Collection) -> dict[str, object]:
    """Return the row of a collection."""
    content = collection.content
    return {
        "slug": collection.slug,
        "kind": content.kind,
        "names": dict(content.names),
        "descriptions": dict(content.descriptions),
        "image": content.image,
        "media_ids": list(content.media_ids),
        "position": content.position,
        "published": collection.published,
        "version": collection.version,
        "changed_at": collection.changed_at,
    }


def to_arrangement(row: Mapping[str, Any]) -> Arrangement:
    """Return the arrangement of a row."""
    pins = tuple(Pin(UUID(media_id), position) for media_id, position in row["pins"])
    return Arrangement(row["key"], row["version"], row["enabled"], row["position"], pins)


def arrangement_row(arrangement: Arrangement) -> dict[str, object]:
    """Return the row of an arrangement."""
    return {
        "key": arrangement.key,
        "version": arrangement.version,
        "enabled": arrangement.enabled,
        "position": arrangement.position,
        "pins": [[str(pin.media_id), pin.position] for pin in arrangement.pins],
    }


def to_change(row: Mapping[str, Any]) -> ScheduledChange:
    """Return the scheduled change of a row."""
    return ScheduledChange(
        id=row["id"],
        action=row["action"],
        target=row["target"],
        due_at=row["due_at"],
        reason=row["reason"],
        user_id=row["user_id"],
        created_at=row["created_at"],
        state=row["state"],
        ended_at=row["ended_at"],
        failure=row["failure"],
    )


def change_row(change: ScheduledChange) -> dict[str, object]:
    """Return the row of a scheduled change."""
    return {
        "id": change.id,
        "action": change.action,
        "target": change.target,
        "due_at": change.due_at,
        "reason": change.reason,
        "user_id": change.user_id,
        "created_at": change.created_at,
        "state": change.state,
        "ended_at": change.ended_at,
        "failure": change.failure,
    }
