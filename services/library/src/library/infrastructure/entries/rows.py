"""Mapping between rows and entries."""

from collections.abc import Mapping
from dataclasses import fields
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

import orjson
from sqlalchemy import RowMapping

from library.domain.entries.entry import Entry
from library.domain.entries.progress import EpisodeNumber, Progress
from library.domain.plays.summary import PlaceRating

_FIELDS: Final = tuple(field.name for field in fields(Entry))
_PROGRESS, _TAGS, _RATINGS = map(_FIELDS.index, ("progress", "tags", "place_ratings"))
_VALUES: Final = itemgetter(*("seasons" if name == "progress" else name for name in _FIELDS))
"""Reads the columns of an entry at once, in the order of its fields: a page has hundreds of them."""


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
    values = list(_VALUES(row))
    seasons, season = values[_PROGRESS], row["season"]
    if seasons is not None or season is not None:
        read = _text_progress if isinstance(seasons, str) else _progress
        values[_PROGRESS] = read(seasons, season, row["episode"])
    values[_TAGS] = tuple(values[_TAGS])
    values[_RATINGS] = _place_ratings(values[_RATINGS])
    return Entry(*values)


def _place_ratings(value: Any) -> tuple[PlaceRating, ...]:
    return tuple(PlaceRating(*place) for place in _document(value)) if value else ()


def _progress(seasons: Any, season: int | None, episode: int | None) -> Progress | None:
    """Return the progress of a row.

    `seasons` counts only if its furthest season is that of the row: a release without the column may have written the
    row since.
    """
    document = _document(seasons) if seasons else {}
    progress = Progress.of({int(number): last for number, last in document.items()})
    furthest = progress.furthest if progress else None
    written = None if season is None or episode is None else EpisodeNumber(season, episode)
    if furthest == written:
        return progress
    return None if written is None else Progress.of({written.season: written.episode})


_text_progress: Final = lru_cache(maxsize=8_192)(_progress)
"""The same for JSON as text, which the driver returns: most shows of all users have one of a few hundred."""


def _document(value: Any) -> Any:
    """Return JSON, which the driver itself returns as text."""
    return orjson.loads(value) if isinstance(value, str) else value
