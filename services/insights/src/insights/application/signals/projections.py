"""Storing signals from events: each batch is folded, and every changed row is written once.

The caller owns the transaction: a batch of events is applied and claimed in one commit.
"""

from collections.abc import Sequence

from chassis.core.clock import Clock
from insights.application.signals.commands import RecordSignals
from insights.application.signals.ports import SignalWork
from insights.domain.signals.measurement import check_day, of_days, of_hours
from insights.domain.signals.retention import Retention


class RecordObservations:
    """Adds observed values to the series of their titles."""

    def __init__(self, clock: Clock, retention: Retention) -> None:
        self._clock = clock
        self._retention = retention

    async def __call__(self, work: SignalWork, commands: Sequence[RecordSignals]) -> None:
        """Apply a batch of observations in any order; raise DayOutOfRange when one is of an impossible day.

        Values that are older than the retention are not stored.
        """
        now = self._clock.now()
        for day in {command.day for command in commands}:
            check_day(day, now)
        await work.lock([command.title for command in commands])
        days_since, hours_since = self._retention.days_since(now.date()), self._retention.hours_since(now.date())
        measurements = [
            measurement for command in commands if command.day >= days_since for measurement in command.measurements
        ]
        await work.save_days(of_days(measurements), days_since)
        await work.save_hours([frame for frame in of_hours(measurements) if frame[0].date() >= hours_since])
