"""Use cases of stats."""

from dataclasses import dataclass

from stats.application.projections import UpdateTitles
from stats.application.queries import StatsQueries


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    update_titles: UpdateTitles
    queries: StatsQueries
