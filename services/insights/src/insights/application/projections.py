"""Updating titles and snapshots from events: each batch is folded, and every changed row is written once.

The caller owns the transaction: a batch of events is applied and claimed in one commit.
"""

from collections.abc import Sequence

from chassis.core.clock import Clock
from chassis.core.projection import fold
from insights.application.commands import RecordObservation
from insights.application.ports import ProjectionWork
from insights.domain.snapshot import Snapshot, check_day
from insights.domain.title import Title


class UpdateTitles:
    """Merges updates into titles."""

    async def __call__(self, work: ProjectionWork, updates: Sequence[Title]) -> None:
        """Apply a batch of updates in any order: per part of a title the newest version counts."""
        changes = fold(
            {},
            updates,
            key=lambda update: update.media_id,
            start=lambda update: Title(update.media_id, update.kind, update.tmdb_id),
            apply=Title.merged,
        )
        await work.merge([change.after for change in changes])


class RecordObservations:
    """Adds observations to the snapshots of their days."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: ProjectionWork, commands: Sequence[RecordObservation]) -> None:
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
