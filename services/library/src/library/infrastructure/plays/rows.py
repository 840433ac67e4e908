"""Mapping between rows and items of the journal."""

from typing import Any

import orjson

from library.domain.entries.progress import EpisodeNumber
from library.domain.plays.items import Item, Mark, Play


def to_row(item: Item) -> dict[str, Any]:
    """Return the row of an item, without its sequence, which the database assigns."""
    row: dict[str, Any] = {
        "user_id": item.user_id,
        "media_id": item.media_id,
        "origin": item.origin,
        "key": item.key,
        "batch_id": item.batch_id,
        "at": item.at,
        "recorded_at": item.recorded_at,
    }
    if isinstance(item, Mark):
        return row | {
            "mark_id": item.mark_id,
            "kind": item.kind,
            "value": item.value,
            "season": item.season,
            "episode": item.episode,
        }
    return row | {
        "play_id": item.play_id,
        "season": item.place.season if item.place else None,
        "episode": item.place.episode if item.place else None,
        "source_id": item.source_id,
        "watched_at": item.watched_at,
        "precision": item.precision,
        "duration_seconds": item.duration_seconds,
        "causation": dict(item.causation) if item.causation else None,
    }


def to_play(row: Any) -> Play:
    """Return the play of a row of SQLAlchemy or of the driver."""
    # The driver itself returns JSON as text.
    causation = row["causation"]
    return Play(
        play_id=row["play_id"],
        user_id=row["user_id"],
        media_id=row["media_id"],
        place=None if row["season"] is None else EpisodeNumber(row["season"], row["episode"]),
        source_id=row["source_id"],
        watched_at=row["watched_at"],
        precision=row["precision"],
        duration_seconds=row["duration_seconds"],
        origin=row["origin"],
        key=row["key"],
        batch_id=row["batch_id"],
        causation=orjson.loads(causation) if isinstance(causation, str) else causation,
        at=row["at"],
        sequence=row["sequence"],
        recorded_at=row["recorded_at"],
        retracted_at=row["retracted_at"],
    )


def to_mark(row: Any) -> Mark:
    """Return the mark of a row."""
    return Mark(
        mark_id=row["mark_id"],
        user_id=row["user_id"],
        media_id=row["media_id"],
        kind=row["kind"],
        value=row["value"],
        season=row["season"],
        episode=row["episode"],
        origin=row["origin"],
        key=row["key"],
        batch_id=row["batch_id"],
        at=row["at"],
        sequence=row["sequence"],
        recorded_at=row["recorded_at"],
        retracted_at=row["retracted_at"],
    )
