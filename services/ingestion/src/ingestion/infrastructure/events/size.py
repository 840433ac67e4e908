"""Events that fit into one record: a season in parts, anything else with shorter texts and lists.

Bytes decide, not counts: a letter may take one byte or four. An event that fits is published as it is.
"""

import logging
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVar
from uuid import UUID

from chassis.messaging.outbox import MAX_BODY_BYTES
from contracts.event import Event, WireMessage, encode
from contracts.ingestion import Episode, SeasonSyncedV1

E = TypeVar("E", bound=Event)

logger = logging.getLogger(__name__)

RESERVE: Final = 1_000
"""Bytes that the numbers of a part may add to the body that was measured."""
REDUCTIONS: Final[tuple[tuple[int, int], ...]] = (
    (100_000, 10_000),
    (20_000, 2_000),
    (5_000, 500),
    (1_000, 100),
    (250, 25),
)
"""The longest text in characters and the longest list in items, tried in this order until the event fits."""


def records_of(
    event: Event, source: str, event_id: UUID | None = None, limit: int = MAX_BODY_BYTES
) -> Iterator[WireMessage]:
    """Return the record of an event by its publisher, or the records of what `reduced` makes of it.

    The body is written once: nearly every event fits. The id is random unless stated, and always for a part.
    """
    record = encode(event, source, event_id=event_id)
    if len(record.body) <= limit:
        yield record
    else:
        yield from (encode(smaller, source) for smaller in reduced(event, limit))


def reduced(event: Event, limit: int = MAX_BODY_BYTES) -> Iterator[Event]:
    """Return the parts of a season, or the event with its texts and lists cut."""
    if isinstance(event, SeasonSyncedV1) and len(event.episodes) > 1:
        yield from _parts(event, limit)
    else:
        yield _shortened(event, limit)


def _parts(event: SeasonSyncedV1, limit: int) -> Iterator[SeasonSyncedV1]:
    frame = len(event.model_copy(update={"episodes": ()}).to_json())
    if frame > limit // 2:
        # The fields of the season itself are repeated in every part.
        event = event.model_copy(update=_frame(event))
        frame = len(event.model_copy(update={"episodes": ()}).to_json())
    groups = list(_groups(event.episodes, limit - frame - RESERVE))
    for number, episodes in enumerate(groups, start=1):
        part = event.model_copy(update={"episodes": episodes, "part": number, "parts": len(groups)})
        yield part if len(part.to_json()) <= limit else _shortened(part, limit)


def _frame(event: SeasonSyncedV1) -> dict[str, str | None]:
    longest = REDUCTIONS[-1][0]
    texts = {"name": event.name, "overview": event.overview, "poster_path": event.poster_path}
    return {name: _cut(value, longest, 0) for name, value in texts.items()}


def _groups(episodes: Sequence[Episode], limit: int) -> Iterator[tuple[Episode, ...]]:
    """Return the episodes in groups of at most `limit` bytes; one that is larger alone is a group of its own."""
    group: list[Episode] = []
    used = 0
    for episode in sorted(episodes, key=lambda episode: episode.number):
        size = len(episode.model_dump_json(by_alias=True).encode()) + 1
        if group and used + size > limit:
            yield tuple(group)
            group, used = [], 0
        group.append(episode)
        used += size
    yield tuple(group)


def _shortened(event: E, limit: int) -> E:
    """Return the event with the mildest reduction that makes it fit; with the strongest if none does."""
    document = event.model_dump(mode="python")
    reduced = event
    for longest, most in REDUCTIONS:
        reduced = type(event).model_validate(_cut(document, longest, most))
        if len(reduced.to_json()) <= limit:
            break
    logger.warning("event shortened to fit into one record", extra={"topic": event.topic, "key": event.key()})
    return reduced


def _cut(value: Any, longest: int, most: int) -> Any:
    """Return a value with its texts and lists cut; what a text loses is marked by an ellipsis."""
    if isinstance(value, str):
        return value if len(value) <= longest else value[: longest - 1] + "…"
    if isinstance(value, dict):
        return {name: _cut(field, longest, most) for name, field in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_cut(item, longest, most) for item in value[:most])
    return value
