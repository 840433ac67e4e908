"""Candidates of mixes, for tests."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from music.domain.mixes.candidates import Candidate

NOW: Final = datetime(2026, 11, 30, 12, tzinfo=UTC)
ARTIST: Final = UUID(int=1001)
GENRE: Final = UUID(int=2001)


def track(number: int, *, days: float | None = None, **fields: Any) -> Candidate:
    """Return a candidate that was played `days` ago."""
    values: dict[str, Any] = {"artist_id": None, "album_id": UUID(int=0), **fields}
    if days is not None:
        values["last_played_at"] = NOW - timedelta(days=days)
    return Candidate(id=UUID(int=number), **values)
