"""What a user keeps of a title besides the journal, exactly as Marquee exported it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from library.domain.positions.position import Device, Playable, PlayState, Position
from library.domain.saved.item import SavedListName
from library.domain.subscriptions.subscription import Filter
from library.domain.subscriptions.trigger import TriggerName

SAVED: Final = "saved_title"
SUBSCRIBED: Final = "subscribed"
STOPPED: Final = "stopped_at"
TYPES: Final = (SAVED, SUBSCRIBED, STOPPED)

_NO_TITLE: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class SavedTitle:
    """The title is in one of the two lists of saved items."""

    list: SavedListName
    reason_key: str | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Subscribed:
    """An active subscription, with the keys of what has triggered it, so that none of these triggers it again."""

    trigger: TriggerName
    filter: Filter
    subscribed_at: datetime
    created_at: datetime
    occurrences: tuple[tuple[str, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class StoppedAt:
    """A position on a device; the row names the title."""

    position: Position


Kept = SavedTitle | Subscribed | StoppedAt


def parts_of(kept: Kept) -> tuple[str, ...]:
    """Return what distinguishes it from the others of its title."""
    match kept:
        case SavedTitle():
            return "saved", kept.list
        case Subscribed():
            return "subscribed", kept.trigger
        case StoppedAt():
            place, position = kept.position.playable, kept.position
            return "stopped", str(place.season), str(place.episode), position.device.id, position.at.isoformat()


def to_document(kept: Kept) -> dict[str, Any]:
    """Return the document in which it is stored until it is committed."""
    match kept:
        case SavedTitle():
            return {
                "type": SAVED,
                "list": kept.list,
                "reason_key": kept.reason_key,
                "created_at": kept.created_at.isoformat(),
                "updated_at": kept.updated_at.isoformat(),
            }
        case Subscribed():
            return {
                "type": SUBSCRIBED,
                "trigger": kept.trigger,
                "region": kept.filter.region,
                "provider_ids": None if kept.filter.provider_ids is None else list(kept.filter.provider_ids),
                "subscribed_at": kept.subscribed_at.isoformat(),
                "created_at": kept.created_at.isoformat(),
                "occurrences": [[key, at.isoformat()] for key, at in kept.occurrences],
            }
        case StoppedAt():
            position = kept.position
            return {
                "type": STOPPED,
                "place": [position.playable.season, position.playable.episode],
                "device": [position.device.id, position.device.name],
                "seconds": position.seconds,
                "duration_seconds": position.duration_seconds,
                "state": position.state,
                "at": position.at.isoformat(),
                "origin": position.origin,
                "last_episode": position.last_episode,
                "reports_progress": position.reports_progress,
            }


def from_document(document: Mapping[str, Any]) -> Kept:
    """Return what a document states."""
    if document["type"] == SAVED:
        return SavedTitle(
            document["list"], document["reason_key"], _time(document["created_at"]), _time(document["updated_at"])
        )
    if document["type"] == SUBSCRIBED:
        providers = document["provider_ids"]
        return Subscribed(
            document["trigger"],
            Filter(document["region"], None if providers is None else tuple(providers)),
            _time(document["subscribed_at"]),
            _time(document["created_at"]),
            tuple((key, _time(at)) for key, at in document["occurrences"]),
        )
    state: PlayState = document["state"]
    return StoppedAt(
        Position(
            Playable(_NO_TITLE, *document["place"]),
            Device(*document["device"]),
            document["seconds"],
            document["duration_seconds"],
            state,
            _time(document["at"]),
            document["origin"],
            document["last_episode"],
            document["reports_progress"],
        )
    )


def _time(value: str) -> datetime:
    return datetime.fromisoformat(value)
