"""Plays in responses, as `library.presentation.plays.schemas` documents them."""

from library.application.plays.read_models import PlayItem
from library.presentation.rendering import Document
from library.presentation.titles.rendering import summary_document


def play_document(item: PlayItem) -> Document:
    """Return the `PlayResponse` of a play."""
    play, place = item.play, item.place
    return {
        "id": str(play.play_id),
        "mediaItemId": str(play.media_id),
        "season": place.season if place else None,
        "episode": place.episode if place else None,
        "episodeTitle": item.episode_name,
        "watchedAt": play.watched_at,
        "precision": play.precision,
        "durationSeconds": play.duration_seconds,
        "origin": play.origin,
        "recordedAt": play.recorded_at,
        "mediaSummary": summary_document(item.title),
    }
