"""Entries in responses, as `library.presentation.entries.schemas` documents them."""

from collections.abc import Iterable
from functools import cache

from fastapi import Response
from orjson import Fragment

from chassis.http.follow_up.preconditions import entity_tag
from library.application.entries.read_models import EntryItem
from library.domain.entries.entry import entry_id
from library.domain.entries.progress import EpisodeNumber, Progress
from library.domain.entries.scales import on_scale
from library.domain.plays.summary import PlaceRating
from library.presentation.rendering import Document, private_success, written
from library.presentation.titles.rendering import summary_document


def entry_response(item: EntryItem | None) -> Response:
    """Return the response of an entry, with its entity tag, or of none."""
    if item is None:
        return private_success(None)
    return private_success(Fragment(item.written(_write)), tag=entity_tag(item.entry.version))


def entry_fragments(items: Iterable[EntryItem]) -> list[Fragment]:
    """Return the `EntryResponse` of each entry, as it is written."""
    return [Fragment(item.written(_write)) for item in items]


def _write(item: EntryItem) -> bytes:
    return written(entry_document(item))


def entry_document(item: EntryItem) -> Document:
    """Return the `EntryResponse` of an entry."""
    entry, following = item.entry, item.next_episode
    user_id, media_id = str(entry.user_id), str(entry.media_id)
    return {
        "id": entry_id(user_id, media_id),
        "userId": user_id,
        "mediaItemId": media_id,
        "state": entry.state,
        "stateCause": entry.cause,
        "rating": entry.rating,
        "ratingScales": None if entry.rating is None else _scales(entry.rating),
        "ratedAt": entry.rated_at,
        "placeRatings": [_place_rating(place) for place in entry.place_ratings] if entry.place_ratings else (),
        "progress": None if entry.progress is None else _progress(entry.progress),
        "nextEpisode": None if following is None else _episode(following),
        "unconfirmedSeasons": item.unconfirmed_seasons,
        "notes": entry.notes,
        "tags": entry.tags,
        "plays": entry.plays,
        "episodesSeen": entry.episodes_seen,
        "runs": entry.runs,
        "firstWatchedAt": entry.first_watched_at,
        "lastWatchedAt": entry.last_watched_at,
        "createdAt": entry.created_at,
        "updatedAt": entry.updated_at,
        "mediaSummary": summary_document(item.title),
    }


def _episode(episode: EpisodeNumber) -> Document:
    return {"season": episode.season, "episode": episode.episode}


def _progress(progress: Progress) -> Document:
    furthest = progress.furthest
    return {
        "season": furthest.season if furthest else None,
        "episode": furthest.episode if furthest else None,
        "seasons": {str(place.season): place.episode for place in progress.last_seen},
    }


def _place_rating(place: PlaceRating) -> Document:
    return {
        "season": place.season,
        "episode": place.episode,
        "rating": place.rating,
        "ratingScales": _scales(place.rating),
    }


@cache
def _scales(rating: int) -> Document:
    """Return a rating on every scale; there are 101 ratings."""
    return {
        "stars10": int(on_scale(rating, "stars10")),
        "stars5": int(on_scale(rating, "stars5")),
        "halfStars": on_scale(rating, "half_stars"),
    }
