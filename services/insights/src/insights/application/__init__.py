"""Use cases of insights."""

from dataclasses import dataclass

from insights.application.audiences.retention import RetentionQueries
from insights.application.groups.queries import GroupQueries
from insights.application.groups.refresh import RefreshGroups
from insights.application.lists.projections import RecordLists
from insights.application.lists.queries import ListQueries
from insights.application.movements.badges import BadgeQueries
from insights.application.movements.change_lists import ChangeQueries
from insights.application.movements.changes import RefreshChanges
from insights.application.movements.queries import MovementQueries
from insights.application.movements.refresh import RefreshMovements
from insights.application.plays.counting import CountPlays, DeleteOldPlays
from insights.application.plays.recording import RecordPlays
from insights.application.signals.projections import RecordObservations
from insights.application.signals.queries import HistoryQueries
from insights.application.signals.rollups import DeleteOldSignals, RollUpSignals
from insights.application.titles.projections import UpdateTitles
from insights.application.trends.distributions import DistributionQueries
from insights.application.trends.queries import SeriesQueries
from insights.application.years.reviews import RefreshYears, YearQueries


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    update_titles: UpdateTitles
    record_observations: RecordObservations
    record_lists: RecordLists
    record_plays: RecordPlays
    count_plays: CountPlays
    delete_old_plays: DeleteOldPlays
    roll_up_signals: RollUpSignals
    delete_old_signals: DeleteOldSignals
    refresh_movements: RefreshMovements
    movements: MovementQueries
    refresh_changes: RefreshChanges
    changes: ChangeQueries
    badges: BadgeQueries
    history: HistoryQueries
    series: SeriesQueries
    lists: ListQueries
    distributions: DistributionQueries
    refresh_groups: RefreshGroups
    groups: GroupQueries
    refresh_years: RefreshYears
    years: YearQueries
    retention: RetentionQueries
