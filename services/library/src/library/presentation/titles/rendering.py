"""Titles in responses, as `library.presentation.titles.schemas` documents them."""

from functools import lru_cache
from typing import Final

from chassis.http.images import POSTER, image_urls
from library.domain.titles.title import Title
from library.presentation.rendering import Document

MOST_POSTERS: Final = 8_192


def summary_document(title: Title | None) -> Document | None:
    """Return the `MediaSummary` of a title, or null when it is not imported."""
    if title is None or title.facts is None:
        return None
    facts = title.facts
    return {
        "id": str(title.media_id),
        "type": "movie" if title.kind == "movie" else "show",
        "title": facts.name,
        "slug": title.address.slug if title.address else None,
        "poster": _poster(facts.poster_path),
        "goneAt": facts.deleted_at,
        "successorId": str(facts.successor_id) if facts.successor_id else None,
        "releaseDate": facts.release_date,
        "ratingoScore": round(title.score.score, 4) if title.score else None,
    }


@lru_cache(maxsize=MOST_POSTERS)
def _poster(path: str | None) -> dict[str, str] | None:
    return image_urls(path, POSTER)
