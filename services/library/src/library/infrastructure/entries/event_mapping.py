"""Mapping from entries to events."""

from datetime import datetime

from contracts.library import LibraryEntryChangedV1
from contracts.library import Progress as WireProgress
from library.domain.entries.entry import Entry


def entry_changed(entry: Entry, imported_at: datetime | None = None) -> LibraryEntryChangedV1:
    """Return the event of a saved entry, without its private notes; raise ValueError for an unsaved entry.

    A rating that has the time of its import has none of its own.
    """
    if entry.updated_at is None:
        raise ValueError(f"entry {entry.id} was never saved")
    progress = entry.progress
    furthest = progress.furthest if progress else None
    return LibraryEntryChangedV1(
        version=entry.version,
        user_id=entry.user_id,
        media_id=entry.media_id,
        kind="movie" if entry.kind == "movie" else "show",
        tmdb_id=entry.tmdb_id,
        state="watching" if entry.state == "paused" else entry.state,
        paused=entry.state == "paused",
        rating=entry.rating,
        rated_at=None if entry.rated_at == imported_at else entry.rated_at,
        imported=imported_at is not None,
        progress=WireProgress(season=furthest.season, episode=furthest.episode) if furthest else None,
        seasons=progress.seasons if progress else {},
        removed=not entry.exists,
        changed_at=entry.updated_at,
    )
