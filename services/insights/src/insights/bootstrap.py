"""The composition root."""

from dataclasses import dataclass
from functools import partial

from chassis.core.clock import Clock
from chassis.messaging.consumer import AnyRoute
from chassis.messaging.transaction import UnitsOfWork
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.runtime.periodic import PeriodicTask
from chassis.service_runtime import ServiceRuntime
from chassis.storage.partitions.months import Months
from insights.application import Application
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
from insights.domain.signals.retention import Retention
from insights.infrastructure.audiences.reading import SqlAudienceReader
from insights.infrastructure.audiences.writing import SqlAudienceWork
from insights.infrastructure.groups.names import SqlServiceNameWork
from insights.infrastructure.groups.reading import SqlGroupReader
from insights.infrastructure.groups.refreshing import SqlGroupWork
from insights.infrastructure.lists.reading import SqlListReader
from insights.infrastructure.lists.writing import SqlListWork
from insights.infrastructure.movements.badges import SqlBadgeReader
from insights.infrastructure.movements.change_lists import SqlChangeReader
from insights.infrastructure.movements.changes import SqlChangeWork
from insights.infrastructure.movements.reading import SqlMovementReader
from insights.infrastructure.movements.refreshing import SqlMovementWork
from insights.infrastructure.plays.counting import SqlPlayCountWork
from insights.infrastructure.plays.writing import SqlPlayWork
from insights.infrastructure.reasons.reading import SqlReasonReader
from insights.infrastructure.reasons.writing import SqlReasonWork
from insights.infrastructure.retention import ForgetObservations
from insights.infrastructure.signals.reading import SqlHistoryReader
from insights.infrastructure.signals.rollups import SqlRollUpWork
from insights.infrastructure.signals.tables import daily_signals, hourly_signals
from insights.infrastructure.signals.writing import SqlSignalWork
from insights.infrastructure.tables import inbox, outbox
from insights.infrastructure.titles.writing import SqlTitleWork
from insights.infrastructure.trends.counting import SqlDistributionReader
from insights.infrastructure.trends.reading import SqlSeriesReader
from insights.infrastructure.years.computing import SqlYearWork
from insights.infrastructure.years.reading import SqlYearReader
from insights.presentation.consumers import Works, routes
from insights.settings import Settings


@dataclass(frozen=True, slots=True)
class Container:
    """The service with its use cases."""

    runtime: ServiceRuntime
    application: Application
    settings: Settings
    clock: Clock
    months: Months

    def routes(self) -> list[AnyRoute]:
        """Return the handlers of the consumed topics."""
        signals = partial(SqlSignalWork, months=self.months)
        return routes(
            self.application,
            Works(
                SqlTitleWork,
                signals,
                SqlListWork,
                SqlReasonWork,
                SqlPlayWork,
                SqlServiceNameWork,
                SqlAudienceWork,
            ),
        )

    def backgrounds(self) -> list[Background]:
        """Return the background tasks of the worker role."""
        return [
            *self.runtime.worker(self.routes()),
            PeriodicTask(
                self.application.refresh_movements,
                name="movements",
                seconds=self.settings.refresh_seconds,
                first_seconds=0,
            ),
            PeriodicTask(self.application.refresh_changes, name="changes", seconds=self.settings.changes_seconds),
            PeriodicTask(self.application.count_plays, name="plays", seconds=self.settings.plays_seconds),
            PeriodicTask(self.application.roll_up_signals, name="rollups", seconds=self.settings.rollup_seconds),
            PeriodicTask(self.application.refresh_groups, name="groups", seconds=self.settings.groups_seconds),
            PeriodicTask(self.application.refresh_years, name="years", seconds=self.settings.years_seconds),
            PeriodicTask(self.application.delete_old_signals, name="retention"),
            PeriodicTask(self.application.delete_old_plays, name="play retention"),
            PeriodicTask(self._forget_observations(), name="observation retention"),
            PeriodicTask(
                partial(self.months.prepare, self.runtime.transactions.engine, self.clock),
                name="months",
                first_seconds=0,
            ),
        ]

    def _forget_observations(self) -> ForgetObservations:
        retention = Retention(self.settings.daily_days, self.settings.hourly_days)
        return ForgetObservations(self.runtime.transactions.engine, self.clock, retention)


def build(settings: Settings, *, clock: Clock = SystemClock()) -> Container:
    """Create the service; open no connection."""
    runtime = ServiceRuntime("insights", settings, outbox_table=outbox, inbox_table=inbox)
    retention = Retention(settings.daily_days, settings.hourly_days)
    rollups = UnitsOfWork(runtime.transactions, SqlRollUpWork)
    months = Months(daily_signals, hourly_signals)
    play_counts = UnitsOfWork(runtime.transactions, partial(SqlPlayCountWork, months=months))
    application = Application(
        update_titles=UpdateTitles(),
        record_observations=RecordObservations(clock, retention),
        record_lists=RecordLists(clock),
        record_plays=RecordPlays(clock, retention),
        count_plays=CountPlays(play_counts, clock, retention, settings.plays_smallest_group),
        delete_old_plays=DeleteOldPlays(play_counts, clock, retention),
        roll_up_signals=RollUpSignals(rollups),
        delete_old_signals=DeleteOldSignals(rollups, clock, retention),
        refresh_movements=RefreshMovements(UnitsOfWork(runtime.transactions, SqlMovementWork), clock),
        movements=MovementQueries(SqlMovementReader(runtime.reads)),
        refresh_changes=RefreshChanges(UnitsOfWork(runtime.transactions, SqlChangeWork)),
        changes=ChangeQueries(SqlChangeReader(runtime.reads), SqlReasonReader(runtime.reads)),
        badges=BadgeQueries(SqlBadgeReader(runtime.reads)),
        history=HistoryQueries(SqlHistoryReader(runtime.reads), clock),
        lists=ListQueries(SqlListReader(runtime.reads), clock),
        series=SeriesQueries(SqlSeriesReader(runtime.reads), clock),
        distributions=DistributionQueries(SqlDistributionReader(runtime.reads), clock, settings.distribution_seconds),
        refresh_groups=RefreshGroups(UnitsOfWork(runtime.transactions, SqlGroupWork), clock, retention),
        groups=GroupQueries(SqlGroupReader(runtime.reads), clock),
        refresh_years=RefreshYears(UnitsOfWork(runtime.transactions, SqlYearWork), clock, retention),
        years=YearQueries(SqlYearReader(runtime.reads), clock),
        retention=RetentionQueries(SqlAudienceReader(runtime.reads)),
    )
    return Container(runtime, application, settings, clock, months)
