"""Mapping between rows and entries."""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import RowMapping

from library.domain.entries.entry import Entry
from library.domain.entries.progress import EpisodeNumber, Progress
from library.domain.plays.summary import PlaceRating


def to_entry_row(entry: Entry) -> dict[str, Any]:
    """Return the row of an entry."""
    progress = entry.progress
    furthest = progress.furthest if progress else None
    return {
        "user_id": entry.user_id,
        "media_id": entry.media_id,
        "kind": entry.kind,
        "tmdb_id": entry.tmdb_id,
        "version": entry.version,
        "state": entry.state,
        "rating": entry.rating,
        "season": furthest.season if furthest else None,
        "episode": furthest.episode if furthest else None,
        "seasons": {str(season): episode for season, episode in progress.seasons.items()} if progress else None,
        "notes": entry.notes,
        "created_at": entry.created_at,
        "updated_at": entry.updated_at,
        "cause": entry.cause,
        "rated_at": entry.rated_at,
        "tags": list(entry.tags),
        "plays": entry.plays,
        "episodes_seen": entry.episodes_seen,
        "runs": entry.runs,
        "first_watched_at": entry.first_watched_at,
        "last_watched_at": entry.last_watched_at,
        "journaled_version": entry.version,
        "place_ratings": [[place.season, place.episode, place.rating] for place in entry.place_ratings] or None,
        "entry_id": entry.id,
    }


def to_entry(row: RowMapping | Mapping[str, Any]) -> Entry:
    """Return the entry of a row of SQLAlchemy or of the driver."""
    return Entry(
        user_id=row["user_id"],
        media_id=row["media_id"],
        kind=row["kind"],
        tmdb_id=row["tmdb_id"],
        version=row["version"],
        state=row["state"],
        rating=row["rating"],
        progress=_progress(row),
        notes=row["notes"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        cause=row["cause"],
        rated_at=row["rated_at"],
        tags=tuple(row["tags"]),
        plays=row["plays"],
        episodes_seen=row["episodes_seen"],
        runs=row["runs"],
        first_watched_at=row["first_watched_at"],
        last_watched_at=row["last_watched_at"],
        place_ratings=tuple(PlaceRating(*place) for place in _document(row["place_ratings"]) or ()),
    )


def _progress(row: RowMapping | Mapping[str, Any]) -> Progress | None:
    """Return the progress of a row.

    `seasons` counts only if its furthest season is that of the row: a release without the column may have written the
    row since.
    """
    by_season = {int(season): episode for season, episode in (_document(row["seasons"]) or {}).items()}
    progress = Progress.of(by_season)
    furthest = progress.furthest if progress else None
    written = None if row["season"] is None else EpisodeNumber(row["season"], row["episode"])
    if furthest == written:
        return progress
    return None if written is None else Progress.of({written.season: written.episode})


def _document(value: Any) -> Any:
    """Return JSON, which the driver itself returns as text."""
    return orjson.loads(value) if isinstance(value, str) else value
