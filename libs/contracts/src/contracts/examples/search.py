"""Examples of the events that search publishes."""

from typing import Final

from contracts.event import Event
from contracts.examples.subjects import NOON
from contracts.search import SearchChangedV1

EXAMPLES: Final[tuple[Event, ...]] = (SearchChangedV1(keys=("search",), changed_at=NOON),)
