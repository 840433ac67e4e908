"""One Stripe account: its objects, its time and its events."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import orjson

from provider_simulator.payments.clock import SimulatedClock
from provider_simulator.payments.requests import Document
from provider_simulator.stripe.state.rendering import difference, public, snapshot
from provider_simulator.stripe.state.store import Store
from provider_simulator.stripe.state.timeline import Timeline

VERSION: Final = "2026-10-28.endive"
EVENT_DAYS: Final = 30 * 86_400
"""How long events are listed, in seconds."""
_MOST_EVENTS: Final = 200_000


class Account:
    """The state that all requests share."""

    def __init__(self, clock: SimulatedClock) -> None:
        self.clock = clock
        self.store = Store()
        self.timeline = Timeline()
        self.request: Document = {"id": None, "idempotency_key": None}
        self.deliver: Callable[[Document], None] = _deliver_to_none

    def now(self, test_clock: str | None = None) -> int:
        """Return the time of a test clock, or the account's own."""
        moment = self.timeline.moment(test_clock)
        if moment is not None:
            return moment
        if test_clock is not None and (document := self.store.find("test_helpers.test_clock", test_clock)):
            frozen: int = document["frozen_time"]
            return frozen
        return self.clock.now()

    def settle(self) -> None:
        """Let everything happen that is due."""
        now = self.clock.now()
        if self.timeline.moment(None) is None:
            self.request = {"id": None, "idempotency_key": None}
        self.timeline.run(None, now)

    def add(
        self, kind: str, fields: Document, *, test_clock: str | None = None, identifier: str | None = None
    ) -> Document:
        """Store a new object, created at the time of the test clock, and return it."""
        return self.store.add(kind, fields, self.now(test_clock), identifier)

    def emit(self, kind: str, document: Document, previous: Document | None = None) -> Document:
        """Record an event, at the time of the account, and deliver it to the webhook endpoints."""
        data: Document = {"object": public(document)}
        if previous is not None:
            data["previous_attributes"] = previous
        fields = {
            "api_version": VERSION,
            # As it will be sent: a tenth of the memory of the objects.
            "data": orjson.Fragment(orjson.dumps(data)),
            "pending_webhooks": len(self.receivers(kind)),
            "request": dict(self.request),
            "type": kind,
        }
        event = self.add("event", fields)
        if self.store.count("event") > _MOST_EVENTS:
            self.store.remove_oldest("event")
        self.deliver(event)
        return event

    def receivers(self, kind: str) -> list[Document]:
        """Return the webhook endpoints that receive events of a type."""
        return [
            endpoint
            for endpoint in self.store.of("webhook_endpoint")
            if endpoint["status"] == "enabled" and not {"*", kind}.isdisjoint(endpoint["enabled_events"])
        ]

    @contextmanager
    def changing(self, document: Document, kind: str) -> Iterator[None]:
        """Emit an event with the former values, if the block changes the object."""
        before = snapshot(document)
        yield
        if previous := difference(before, snapshot(document)):
            self.emit(kind, document, previous)


def _deliver_to_none(_event: Document) -> None:
    """Leave the event undelivered."""
