"""Events that the tests of several services feed."""

from datetime import UTC, datetime

from contracts.catalog import MediaPublishedV1
from contracts.identity import Kind, media_id


def media_published(tmdb_id: int, slug: str, *, kind: Kind = "movie", version: int = 1) -> MediaPublishedV1:
    """Return the event by which catalog publishes the slug of a title."""
    return MediaPublishedV1(
        version=version,
        media_id=media_id(kind, tmdb_id),
        kind=kind,
        tmdb_id=tmdb_id,
        slug=slug,
        published_at=datetime(2026, 11, 21, tzinfo=UTC),
    )
