"""The use cases about positions."""

from dataclasses import dataclass
from uuid import UUID

from chassis.core.clock import Clock
from library.application.positions.continuing import ReadContinuations
from library.application.positions.heartbeats import DeletePositions, ReportPosition
from library.application.positions.ports import PositionReader, Viewings
from library.application.positions.progress import ApplyProgress
from library.application.positions.read_models import PositionItem


class LivePositions:
    """Reads what a user plays now."""

    def __init__(self, reader: PositionReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    async def __call__(self, user_id: UUID) -> list[PositionItem]:
        """Return the positions of live sessions, the newest first."""
        return await self._reader.live(user_id, self._clock.now())


class DeleteExpiredViewings:
    """Deletes viewings that no report can belong to any more."""

    def __init__(self, viewings: Viewings, clock: Clock) -> None:
        self._viewings = viewings
        self._clock = clock

    async def __call__(self) -> None:
        """Delete the expired viewings."""
        await self._viewings.delete_expired(self._clock.now())


@dataclass(frozen=True, slots=True)
class PositionUseCases:
    """Reporting, reading and deleting positions; `reader` reads without further rules."""

    report: ReportPosition
    progress: ApplyProgress
    delete: DeletePositions
    live: LivePositions
    reader: PositionReader
    continuing: ReadContinuations
    delete_expired: DeleteExpiredViewings
