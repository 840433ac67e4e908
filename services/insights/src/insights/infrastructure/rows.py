"""Mapping between rows and titles, snapshots and movements."""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import RowMapping

from insights.domain.movement import Movement
from insights.domain.snapshot import Reading, Snapshot, SnapshotKey
from insights.domain.title import Address, Facts, ScoreSnapshot, Title

Number = TypeVar("Number", int, float)


def to_title_row(title: Title) -> dict[str, Any]:
    """Return the row of a title."""
    facts, score, address = title.facts, title.score, title.address
    return {
        "media_id": title.media_id,
        "kind": title.kind,
        "tmdb_id": title.tmdb_id,
        "facts_version": facts.version if facts else None,
        "name": facts.name if facts else None,
        "original_name": facts.original_name if facts else None,
        "poster_path": facts.poster_path if facts else None,
        "backdrop_path": facts.backdrop_path if facts else None,
        "gone_at": facts.deleted_at if facts else None,
        "standing_version": score.version if score else None,
        "ratingo_score": score.score if score else None,
        "tmdb_rating": score.tmdb_rating if score else None,
        "tmdb_votes": score.tmdb_votes if score else None,
        "slug_version": address.version if address else None,
        "slug": address.slug if address else None,
    }


def to_title(row: RowMapping) -> Title:
    """Return the title of a row."""
    facts = score = address = None
    if row["facts_version"] is not None:
        facts = Facts(
            version=row["facts_version"],
            name=row["name"],
            original_name=row["original_name"],
            poster_path=row["poster_path"],
            backdrop_path=row["backdrop_path"],
            deleted_at=row["gone_at"],
        )
    if row["standing_version"] is not None:
        score = ScoreSnapshot(row["standing_version"], row["ratingo_score"], row["tmdb_rating"], row["tmdb_votes"])
    if row["slug_version"] is not None:
        address = Address(row["slug_version"], row["slug"])
    return Title(row["media_id"], row["kind"], row["tmdb_id"], facts, score, address)


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


def to_movement_row(media_id: UUID, kind: str, movement: Movement) -> dict[str, Any]:
    """Return the row of a movement; `strength` lets risers and fallers share one index."""
    return {
        "window_days": movement.window_days,
        "media_id": media_id,
        "kind": kind,
        "day": movement.day,
        "current_watchers": movement.current_watchers,
        "growth_current": movement.growth_current,
        "growth_prev": movement.growth_prev,
        "direction": movement.direction,
        "strength": abs(movement.delta),
    }


def to_movement(row: RowMapping) -> Movement:
    """Return the movement of a row."""
    return Movement(
        window_days=row["window_days"],
        day=row["day"],
        current_watchers=row["current_watchers"],
        growth_current=row["growth_current"],
        growth_prev=row["growth_prev"],
    )


def _reading(value: Number | None, at: datetime, backfilled: bool) -> Reading[Number] | None:
    return None if value is None else Reading(value, at, backfilled)
