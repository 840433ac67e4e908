"""Entries as JSON, for stored responses."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from library.application.idempotency import Document
from library.domain.entries.entry import Entry
from library.domain.entries.progress import Progress


def to_document(entry: Entry | None) -> Document | None:
    """Return an entry as JSON, for a stored response."""
    if entry is None:
        return None
    progress = entry.progress
    return {
        **asdict(entry),
        "progress": {str(season): episode for season, episode in progress.seasons.items()} if progress else None,
        "user_id": str(entry.user_id),
        "media_id": str(entry.media_id),
        "created_at": entry.created_at.isoformat() if entry.created_at else None,
        "updated_at": entry.updated_at.isoformat() if entry.updated_at else None,
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
            "created_at": _time(document["created_at"]),
            "updated_at": _time(document["updated_at"]),
        }
    )


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
