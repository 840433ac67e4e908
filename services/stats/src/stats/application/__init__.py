"""The menu of what stats can do. Knows ports, not frameworks."""

from dataclasses import dataclass

from stats.application.queries import StatsQueries
from stats.application.updates import RecordFacts, RecordSignals


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    record_facts: RecordFacts
    record_signals: RecordSignals
    queries: StatsQueries
