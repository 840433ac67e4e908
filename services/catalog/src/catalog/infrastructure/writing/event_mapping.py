"""Publications of slugs to contract events."""

from catalog.domain.slugs import Publication
from contracts.catalog import MediaPublishedV1


def media_published(publication: Publication) -> MediaPublishedV1:
    """Return the event of a title's current slug and appearance."""
    return MediaPublishedV1(
        version=publication.version,
        media_id=publication.media_id,
        kind="movie" if publication.kind == "movie" else "show",
        tmdb_id=publication.tmdb_id,
        slug=publication.slug,
        listed=publication.appearance.listed,
        title=publication.appearance.title,
        published_at=publication.published_at,
    )
