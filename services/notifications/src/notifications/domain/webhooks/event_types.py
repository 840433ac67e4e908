"""The types of events that other systems can receive. A new type is added here, with the mapping of its event."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from notifications.domain.webhooks.events import Field

Audience = Literal["own", "public", "operations"]
"""Whose events an endpoint gets: those of its owner, public facts, or those of the installation (administrators)."""

TEST: Final = "webhook.test"
"""The type of the event that the test of an endpoint sends; every endpoint gets it."""


@dataclass(frozen=True, slots=True)
class EventType:
    """One type of events."""

    name: str
    audience: Audience
    meaning: str
    fields: tuple[Field, ...]
    """What it can be filtered by."""


_TITLE: Final[tuple[Field, ...]] = ("kind", "mediaId", "tmdbId")

_ALL: Final = (
    EventType("notification.created", "own", "The owner has a new notification", ("messageKind", "mediaId")),
    EventType(
        "library.entry.changed",
        "own",
        "State, rating or progress of a title in the owner's library changed, or the entry was removed",
        (*_TITLE, "state"),
    ),
    EventType("play.recorded", "own", "The owner watched a movie or an episode, or retracted that they did", _TITLE),
    EventType(
        "subscription.triggered",
        "own",
        "Something happened to a title that the owner subscribes to",
        (*_TITLE, "trigger"),
    ),
    EventType("media.published", "public", "A title got a page, or its name, slug or visibility changed", _TITLE),
    EventType("media.changed", "public", "Status, dates, seasons or aired episodes of a title changed", _TITLE),
    EventType("season.synced", "public", "A season of a show was read again", ("mediaId", "tmdbId")),
    EventType("availability.changed", "public", "Services began or ceased to offer a title", (*_TITLE, "region")),
    EventType(
        "trend.changed", "public", "The audience of a title began or ceased to grow or shrink", (*_TITLE, "direction")
    ),
    EventType("source.degraded", "operations", "A provider fails, or its quota is exhausted", ("source",)),
    EventType("source.recovered", "operations", "A provider is available again", ("source",)),
    EventType("import.progressed", "operations", "The state of an import job changed", (*_TITLE, "status")),
)

EVENT_TYPES: Final[Mapping[str, EventType]] = {item.name: item for item in _ALL}
"""Every type by its name."""


def types_for(*, is_administrator: bool) -> list[EventType]:
    """Return the types that a user may choose."""
    return [item for item in _ALL if is_administrator or item.audience != "operations"]


def reserved_for_administrators(names: Collection[str]) -> list[str]:
    """Return those of the types that only administrators may choose."""
    return sorted(name for name in names if EVENT_TYPES[name].audience == "operations")
