"""The badges of titles: whether their popularity over a week rises, falls, or is new in trends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, Protocol, TypeAlias
from uuid import UUID

from insights.domain.movements.robust import Change
from insights.domain.signals.signal import Signal

BadgeCode: TypeAlias = Literal["RISING", "FALLING", "NEW"]

BADGE_SIGNAL: Final = Signal.POPULARITY
BADGE_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Badge:
    """The badge of a title, and the day of its newest value; null without a change of the signal."""

    media_id: UUID
    code: BadgeCode | None
    day: date | None


class BadgeReader(Protocol):
    """Reads the changes of titles by id."""

    async def changes_of(self, media_ids: Sequence[UUID], signal: Signal, window_days: int) -> dict[UUID, Change]:
        """Return the change of each title that has one and is not deleted."""
        ...


class BadgeQueries:
    """Reads badges."""

    def __init__(self, reader: BadgeReader) -> None:
        self._reader = reader

    async def badges(self, media_ids: Sequence[UUID]) -> list[Badge]:
        """Return the badge of each title, in the order of the ids."""
        changes = await self._reader.changes_of(media_ids, BADGE_SIGNAL, BADGE_DAYS)
        return [_badge(media_id, changes.get(media_id)) for media_id in media_ids]


def _badge(media_id: UUID, change: Change | None) -> Badge:
    return Badge(media_id, None, None) if change is None else Badge(media_id, _code(change), change.day)


def _code(change: Change) -> BadgeCode | None:
    if change.is_new:
        return "NEW"
    if change.direction is None:
        return None
    return "RISING" if change.direction == "riser" else "FALLING"
