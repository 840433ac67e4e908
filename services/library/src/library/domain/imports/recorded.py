"""Items of an export on their way into a journal: stored as documents until then, and given their title."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, get_args
from uuid import UUID

from library.domain.entries.progress import EpisodeNumber
from library.domain.imports.rows import Recorded
from library.domain.plays.items import MarkKind, NewItem, NewMark, NewPlay, Precision
from library.domain.plays.show import Show

PLAY: Final = "recorded_play"
MARK: Final = "recorded_mark"
TYPES: Final = (PLAY, MARK)


def restored(recorded: Recorded, media_id: UUID, batch_id: UUID, started_at: datetime, show: Show) -> NewItem:
    """Return the item of a title, with the present number of its episode; without a time it is of `started_at`."""
    item = replace(recorded.item, media_id=media_id, batch_id=batch_id, at=recorded.item.at or started_at)
    if isinstance(item, NewPlay) and recorded.source_id is not None:
        return replace(item, place=show.numbers.get(recorded.source_id, item.place))
    return item


def to_document(recorded: Recorded) -> dict[str, Any]:
    """Return the document of an item."""
    item = recorded.item
    both = {"origin": item.origin, "key": item.key, "at": _to_time(item.at)}
    if isinstance(item, NewMark):
        return {"type": MARK, **both, "kind": item.kind, "value": item.value, "place": _to_place(item)}
    return {
        "type": PLAY,
        **both,
        "place": None if item.place is None else [item.place.season, item.place.episode],
        "source_id": recorded.source_id,
        "watched_at": _to_time(item.watched_at),
        "precision": item.precision,
        "duration_seconds": item.duration_seconds,
        "causation": dict(item.causation) if item.causation else None,
    }


def from_document(document: Mapping[str, Any]) -> Recorded:
    """Return the item of a document, without its title."""
    at, place = _from_time(document["at"]), document["place"]
    if document["type"] == MARK:
        kind: MarkKind = next(name for name in get_args(MarkKind) if name == document["kind"])
        season, episode = place
        return Recorded(
            NewMark(
                media_id=UUID(int=0),
                kind=kind,
                value=document["value"],
                season=season,
                episode=episode,
                origin=document["origin"],
                key=document["key"],
                at=at,
            )
        )
    precision: Precision = next(name for name in get_args(Precision) if name == document["precision"])
    play = NewPlay(
        media_id=UUID(int=0),
        place=None if place is None else EpisodeNumber(*place),
        watched_at=_from_time(document["watched_at"]),
        precision=precision,
        duration_seconds=document["duration_seconds"],
        origin=document["origin"],
        key=document["key"],
        causation=document["causation"],
        at=at,
    )
    return Recorded(play, document["source_id"])


def _to_place(mark: NewMark) -> list[int | None]:
    return [mark.season, mark.episode]


def _to_time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _from_time(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)
