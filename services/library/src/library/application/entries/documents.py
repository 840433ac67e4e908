"""Entries as JSON, for stored responses."""

from dataclasses import asdict
from datetime import datetime
from typing import Final
from uuid import UUID

from library.application.idempotency import Document
from library.domain.entries.entry import Entry
from library.domain.entries.progress import Progress
from library.domain.plays.summary import PlaceRating

TIMES: Final = ("created_at", "updated_at", "rated_at", "first_watched_at", "last_watched_at")


def to_document(entry: Entry | None) -> Document | None:
    """Return an entry as JSON, for a stored response."""
    if entry is None:
        return None
    progress = entry.progress
    return {
        **asdict(entry),
        "progress": {str(season): episode for season, episode in progress.seasons.items()} if progress else None,
        "tags": list(entry.tags),
        "place_ratings": [asdict(place) for place in entry.place_ratings],
        "user_id": str(entry.user_id),
        "media_id": str(entry.media_id),
        **{name: _text(getattr(entry, name)) for name in TIMES},
    }


def from_document(document: Document | None) -> Entry | None:
    """Return the entry of a stored response."""
    if document is None:
        return None
    seen = document["progress"] or {}
    if "season" in seen:  # stored by a release with one season per entry
        seen = {seen["season"]: seen["episode"]}
    return Entry(
        **{
            **document,
            "user_id": UUID(document["user_id"]),
            "media_id": UUID(document["media_id"]),
            "progress": Progress.of({int(season): episode for season, episode in seen.items()}),
            "tags": tuple(document.get("tags", ())),
            "place_ratings": tuple(PlaceRating(**place) for place in document.get("place_ratings", ())),
            **{name: _time(document.get(name)) for name in TIMES},
        }
    )


def _text(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
