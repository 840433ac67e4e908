"""The menu of what insights can do. Knows ports, not frameworks."""

from dataclasses import dataclass

from insights.application.months import PrepareMonths
from insights.application.queries import HistoryQueries, MovementQueries
from insights.application.refresh import RefreshMovements
from insights.application.updates import RecordAddresses, RecordFacts, RecordLooks, RecordStandings


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    record_facts: RecordFacts
    record_standings: RecordStandings
    record_addresses: RecordAddresses
    record_looks: RecordLooks
    refresh_movements: RefreshMovements
    prepare_months: PrepareMonths
    movements: MovementQueries
    history: HistoryQueries
