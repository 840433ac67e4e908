"""Use cases of insights."""

from dataclasses import dataclass

from insights.application.projections import RecordObservations, UpdateTitles
from insights.application.queries import HistoryQueries, MovementQueries
from insights.application.refresh import RefreshMovements


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    update_titles: UpdateTitles
    record_observations: RecordObservations
    refresh_movements: RefreshMovements
    movements: MovementQueries
    history: HistoryQueries
