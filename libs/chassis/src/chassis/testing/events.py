"""Events that the tests of several services feed."""

from datetime import UTC, datetime
from typing import Final

from contracts.catalog import MediaPublishedV1
from contracts.identity import Kind, media_id
from contracts.stats import Scores, StatsUpdatedV1

PUBLISHED_AT: Final = datetime(2026, 11, 21, tzinfo=UTC)


def media_published(tmdb_id: int, slug: str, *, kind: Kind = "movie", version: int = 1) -> MediaPublishedV1:
    """Return the event by which catalog publishes the slug of a title."""
    return MediaPublishedV1(
        version=version,
        media_id=media_id(kind, tmdb_id),
        kind=kind,
        tmdb_id=tmdb_id,
        slug=slug,
        published_at=PUBLISHED_AT,
    )


def stats_updated(tmdb_id: int, *, kind: Kind = "movie", version: int = 1, score: float = 1) -> StatsUpdatedV1:
    """Return the event by which stats publishes a title's scores: all of them `score`, which is 0 to 100."""
    return StatsUpdatedV1(
        version=version,
        media_id=media_id(kind, tmdb_id),
        kind=kind,
        tmdb_id=tmdb_id,
        scores=Scores(ratingo=score, quality=score, popularity=score, freshness=score),
        total_votes=1,
        computed_at=PUBLISHED_AT,
    )
