"""What services announce as changed removes the stored responses that depend on it."""

import logging
from collections.abc import Callable, Collection, Sequence
from typing import Final

from pydantic import ValidationError

from contracts.event import ResponsesChanged
from contracts.event_catalog import ANNOUNCEMENTS
from gateway.application.cache.store import EVERYTHING, ResponseStore
from gateway.domain.events.logged import LoggedEvent
from gateway.domain.events.positions import Positions

logger = logging.getLogger(__name__)

TOPICS: Final = frozenset(event.topic for event in ANNOUNCEMENTS.values())


class ChangedResponses:
    """Follows the announcements of changes."""

    topics: Collection[str] = TOPICS

    def __init__(self, store: ResponseStore, count: Callable[[int], object]) -> None:
        """`count` receives how many pages each announcement removed."""
        self._store = store
        self._count = count

    def started(self, positions: Positions) -> None:  # noqa: ARG002 - earlier changes are unknown at any position
        """Remove every response: announcements may have been missed."""
        self._count(self._store.change([EVERYTHING]))

    def received(self, events: Sequence[LoggedEvent], positions: Positions) -> None:  # noqa: ARG002
        """Remove what has changed. An announcement that cannot be read stands for everything."""
        keys: set[str] = set()
        for event in events:
            try:
                keys.update(ResponsesChanged.model_validate_json(event.body).keys)
            except ValidationError as invalid:
                logger.warning(
                    "announcement of changes cannot be read",
                    extra={"topic": event.place.topic, "offset": event.offset, "problems": invalid.error_count()},
                )
                keys.add(EVERYTHING)
        if keys:
            self._count(self._store.change(keys))
