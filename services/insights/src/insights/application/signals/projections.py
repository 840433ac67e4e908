"""Storing signals from events: each batch is folded, and every changed row is written once.

The caller owns the transaction: a batch of events is applied and claimed in one commit.
"""

from collections.abc import Sequence

from chassis.core.clock import Clock
from chassis.core.projection import fold
from insights.application.signals.commands import RecordObservation
from insights.application.signals.ports import SignalWork
from insights.domain.signals.snapshot import Snapshot, check_day


class RecordObservations:
    """Adds observations to the snapshots of their days."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: SignalWork, commands: Sequence[RecordObservation]) -> None:
        """Apply a batch of observations in any order; raise DayOutOfRange when one is of an impossible day."""
        now = self._clock.now()
        for command in commands:
            check_day(command.key.day, now)
        await work.lock([command.title for command in commands])
        changes = fold(
            await work.snapshots({command.key for command in commands}),
            commands,
            key=lambda command: command.key,
            start=lambda command: Snapshot(command.key),
            apply=lambda snapshot, command: snapshot.with_observation(command.observation),
        )
        await work.save_snapshots([change.after for change in changes])
