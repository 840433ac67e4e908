"""Mapping between rows and snapshots."""

from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import RowMapping

from insights.domain.signals.snapshot import Reading, Snapshot, SnapshotKey

Number = TypeVar("Number", int, float)


def to_snapshot_row(snapshot: Snapshot) -> dict[str, Any]:
    """Return the row of a snapshot."""
    key, total, popularity = snapshot.key, snapshot.total_watchers, snapshot.popularity
    return {
        "media_id": key.media_id,
        "day": key.day,
        "region": key.region,
        "total_watchers": total.value if total else None,
        "total_watchers_at": total.at if total else None,
        "total_watchers_backfilled": total.backfilled if total else None,
        "popularity": popularity.value if popularity else None,
        "popularity_at": popularity.at if popularity else None,
        "popularity_backfilled": popularity.backfilled if popularity else None,
        "live_watchers": snapshot.live_watchers,
    }


def to_snapshot(row: RowMapping) -> Snapshot:
    """Return the snapshot of a row."""
    return Snapshot(
        key=SnapshotKey(row["media_id"], row["day"], row["region"]),
        total_watchers=_reading(row["total_watchers"], row["total_watchers_at"], row["total_watchers_backfilled"]),
        popularity=_reading(row["popularity"], row["popularity_at"], row["popularity_backfilled"]),
        live_watchers=row["live_watchers"],
    )


def _reading(value: Number | None, at: datetime, backfilled: bool) -> Reading[Number] | None:
    return None if value is None else Reading(value, at, backfilled)
