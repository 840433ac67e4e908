"""Actions as JSON documents, in which rows are stored until they are committed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_args

from library.domain.imports import kept, recorded
from library.domain.imports.kept import SavedTitle, StoppedAt, Subscribed
from library.domain.imports.rows import (
    Action,
    ListMember,
    Mark,
    MarkedState,
    Moment,
    Note,
    Play,
    Precision,
    Rating,
    Recorded,
    SeenUntil,
    Tags,
)


def to_document(action: Action) -> dict[str, Any]:
    """Return the document of an action."""
    match action:
        case Play():
            flags = {"count": action.count, "rewatch": action.rewatch, "total": action.total}
            return {"type": "play", "at": _to_moment(action.watched_at), **flags}
        case Mark():
            at = _to_moment(action.at)
            return {"type": "mark", "state": action.state, "at": at, "is_default": action.is_default}
        case SeenUntil():
            place = {"season": action.season, "episode": action.episode}
            return {"type": "seen_until", **place, "at": _to_moment(action.at)}
        case Rating():
            return {"type": "rating", "value": action.value, "at": _to_moment(action.rated_at)}
        case Note():
            text = {"text": action.text, "spoilers": action.spoilers}
            return {"type": "note", **text, "at": _to_moment(action.written_at)}
        case Tags():
            return {"type": "tags", "names": list(action.names)}
        case ListMember():
            return {
                "type": "list_member",
                "list": action.list_name,
                "position": action.position,
                "note": action.note,
                "at": _to_moment(action.added_at),
            }
        case Recorded():
            return recorded.to_document(action)
        case SavedTitle() | Subscribed() | StoppedAt():
            return kept.to_document(action)


def from_document(document: Mapping[str, Any]) -> Action:
    """Return the action of a document."""
    if document["type"] in recorded.TYPES:
        return recorded.from_document(document)
    if document["type"] in kept.TYPES:
        return kept.from_document(document)
    at = _from_moment(document.get("at"))
    match document["type"]:
        case "play":
            return Play(at, document["count"], document["rewatch"], document["total"])
        case "mark":
            return Mark(_state(document["state"]), at, document.get("is_default", False))
        case "seen_until":
            return SeenUntil(document["season"], document["episode"], at)
        case "rating":
            return Rating(document["value"], at)
        case "note":
            return Note(document["text"], at, document["spoilers"])
        case "tags":
            return Tags(tuple(document["names"]))
        case _:
            return ListMember(document["list"], document["position"], at, document["note"])


def _to_moment(moment: Moment) -> list[str] | None:
    return [moment.precision, moment.at.isoformat()] if moment.at else None


def _from_moment(value: list[str] | None) -> Moment:
    if value is None:
        return Moment("unknown")
    precision: Precision = next(name for name in get_args(Precision) if name == value[0])
    return Moment(precision, datetime.fromisoformat(value[1]))


def _state(value: str) -> MarkedState:
    state: MarkedState = next(name for name in get_args(MarkedState) if name == value)
    return state
