"""Storing signals from events: each batch is folded, and every changed row is written once.

The caller owns the transaction: a batch of events is applied and claimed in one commit.
"""

from collections.abc import Sequence

from chassis.core.clock import Clock
from insights.application.signals.commands import RecordSignals
from insights.application.signals.ports import SignalWork
from insights.domain.signals.measurement import check_day, of_days, of_hours


class RecordObservations:
    """Adds observed values to the series of their titles."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: SignalWork, commands: Sequence[RecordSignals]) -> None:
        """Apply a batch of observations in any order; raise DayOutOfRange when one is of an impossible day."""
        now = self._clock.now()
        for day in {command.day for command in commands}:
            check_day(day, now)
        await work.lock([command.title for command in commands])
        measurements = [measurement for command in commands for measurement in command.measurements]
        await work.save_days(of_days(measurements))
        await work.save_hours(of_hours(measurements))
