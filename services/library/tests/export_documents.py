"""Items of a journal as members of an export."""

from collections.abc import Mapping
from datetime import datetime

from library.domain.plays.items import Item, JsonValue, Mark, Play, own_key

Document = dict[str, JsonValue]


def item_document(item: Item) -> Document:
    """Return an item of the journal; `sequence` is the order of items of one time."""
    return play_document(item) if isinstance(item, Play) else mark_document(item)


def play_document(play: Play) -> Document:
    """Return a play without the members that are null."""
    document: Document = {
        "id": str(play.play_id),
        "mediaId": str(play.media_id),
        "season": play.place.season if play.place else None,
        "episode": play.place.episode if play.place else None,
        "tmdbEpisodeId": play.source_id,
        "watchedAt": _time(play.watched_at),
        "precision": play.precision,
        "durationSeconds": play.duration_seconds,
        "causation": dict(play.causation) if play.causation else None,
    }
    return _filled(document | _of_both(play, play.key or own_key(play.play_id)))


def mark_document(mark: Mark) -> Document:
    """Return a mark; its value is null where it clears a field."""
    document: Document = {
        "id": str(mark.mark_id),
        "mediaId": str(mark.media_id),
        "season": mark.season,
        "episode": mark.episode,
    }
    filled = _filled(document | _of_both(mark, mark.key or own_key(mark.mark_id)))
    return {**filled, "kind": mark.kind, "value": mark.value}


def _of_both(item: Item, key: str) -> Document:
    return {
        "origin": item.origin,
        "key": key,
        "batchId": str(item.batch_id) if item.batch_id else None,
        "at": item.at.isoformat(),
        "sequence": item.sequence,
        "recordedAt": item.recorded_at.isoformat(),
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _filled(document: Mapping[str, JsonValue]) -> Document:
    return {name: value for name, value in document.items() if value is not None}
