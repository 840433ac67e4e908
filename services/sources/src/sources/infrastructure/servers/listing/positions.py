"""Positions of kinds with a change feed, as they are stored: in a listing, or at the end of one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

from sources.domain.media_sources.errors import ChangesUnknown, SourceFailed
from sources.infrastructure.servers.listing.offsets import START, Offset
from sources.infrastructure.servers.reading.json_fields import document, instant, text, whole

LONGEST_FEED: Final = timedelta(hours=24)
"""A feed reports no removed items. So everything is listed once in this time."""
OVERLAP: Final = timedelta(minutes=2)
"""The clock of a server may be set between two requests, and items are stored a moment after their time."""


@dataclass(frozen=True, slots=True)
class InListing:
    """Where a listing continues."""

    began: datetime
    """By the clock of the server."""
    offset: Offset = START
    section: int = 0
    """The number of the library of the server, where each is listed by itself."""
    total: int = 0
    """Items of the libraries before."""


@dataclass(frozen=True, slots=True)
class AtEnd:
    """From when on changes are read."""

    since: datetime
    listed: datetime | None
    """When the last listing began; null when another listing is needed."""
    total: int
    """Items that the server states to have."""


def to_text(position: InListing | AtEnd) -> str:
    """Return a position as text."""
    values: dict[str, Any]
    match position:
        case InListing(began, offset, section, total):
            values = {"began": began, "at": offset.index, "last": offset.last, "section": section, "total": total}
        case AtEnd(since, listed, total):
            values = {"since": since, "listed": listed, "total": total}
    return orjson.dumps(values).decode()


def from_text(stored: str) -> InListing | AtEnd | None:
    """Return a position that `to_text` has written, or null for another text."""
    try:
        values = document(stored.encode(), "a position")
    except SourceFailed:
        return None
    total = whole(values, "total") or 0
    if (began := instant(values, "began")) is not None:
        offset = Offset(whole(values, "at") or 0, text(values, "last"))
        return InListing(began, offset, whole(values, "section") or 0, total)
    return AtEnd(instant(values, "since") or datetime.min.replace(tzinfo=UTC), instant(values, "listed"), total)


def feed_position(stored: str, now: datetime) -> AtEnd:
    """Return where a feed continues; raise ChangesUnknown when everything must be listed again."""
    position = from_text(stored)
    if not isinstance(position, AtEnd) or position.listed is None:
        raise ChangesUnknown("the last listing is not complete")
    if now - position.listed > LONGEST_FEED:
        raise ChangesUnknown("a feed reports no removed items, and the last listing is too old")
    return position


def after_listing(began: datetime, total: int) -> str:
    """Return the position behind a complete listing."""
    return to_text(AtEnd(began - OVERLAP, began, total))


def after_changes(position: AtEnd, began: datetime, total: int, added: int) -> str:
    """Return the position behind changes. When the number of items shows that some have left, the next scan lists all.

    `added` of the `total` items were added since the position.
    """
    is_certain = position.total <= total <= position.total + added
    return to_text(AtEnd(began - OVERLAP, position.listed if is_certain else None, total))
