"""Typed examples of every event: what the documents show, and what today's producers are held to."""

from typing import Final
from uuid import uuid5

from contracts.event import Event, WireMessage, encode
from contracts.examples import (
    auth,
    billing,
    catalog,
    ingestion,
    insights,
    library,
    notifications,
    playback,
    social,
    sources,
    stats,
)
from contracts.examples.subjects import NOON
from contracts.identity import NAMESPACE

EXAMPLES: Final[tuple[Event, ...]] = (
    *ingestion.EXAMPLES,
    *catalog.EXAMPLES,
    *stats.EXAMPLES,
    *auth.EXAMPLES,
    *library.EXAMPLES,
    *insights.EXAMPLES,
    *notifications.EXAMPLES,
    *billing.EXAMPLES,
    *playback.EXAMPLES,
    *sources.EXAMPLES,
    *social.EXAMPLES,
)


def example_records(event: type[Event]) -> list[WireMessage]:
    """Return the examples of one event as records; ids and times are the same at every call."""
    examples = [example for example in EXAMPLES if type(example) is event]
    return [
        encode(
            example,
            event.spec.publisher,
            time=NOON,
            event_id=uuid5(NAMESPACE, f"example:{event.type}:{number}"),
        )
        for number, example in enumerate(examples)
    ]
