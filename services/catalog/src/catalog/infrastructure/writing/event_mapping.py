"""Publications of slugs, and titles whose offers have changed, to contract events."""

from datetime import datetime

from catalog.application.commands import ApplyTitle
from catalog.domain.slugs import Publication
from contracts.catalog import MediaPublishedV1, OffersChangedV1


def media_published(publication: Publication) -> MediaPublishedV1:
    """Return the event of a title's current slug and appearance."""
    return MediaPublishedV1(
        version=publication.version,
        media_id=publication.media_id,
        kind="movie" if publication.kind == "movie" else "show",
        tmdb_id=publication.tmdb_id,
        slug=publication.slug,
        listed=publication.appearance.listed,
        successor_id=publication.appearance.successor_id,
        title=publication.appearance.title,
        published_at=publication.published_at,
    )


def offers_changed(title: ApplyTitle, now: datetime) -> OffersChangedV1:
    """Return the event of a title whose offers have changed."""
    return OffersChangedV1(
        media_id=title.media_id,
        kind="movie" if title.kind == "movie" else "show",
        tmdb_id=title.tmdb_id,
        changed_at=now,
    )
