"""Reading scores by formula and day, with the terms that were stored with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol
from uuid import UUID

from chassis.core.clock import Clock
from stats.domain.errors import DayOutOfRange, StatsNotFound
from stats.domain.scoring.formulas import Formula, Formulas
from stats.domain.scoring.result import Reason, Term

HISTORY_DAYS: Final = 366


@dataclass(frozen=True, slots=True)
class DayOfScore:
    """The score of one day: the last that was computed on it (UTC)."""

    day: date
    score: float | None
    expected: float
    low: float | None
    high: float | None
    reason: Reason | None
    computed_at: datetime


@dataclass(frozen=True, slots=True)
class ExplainedScore:
    """The score of one day with its terms."""

    of_day: DayOfScore
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The score of a title by a formula on the newest day up to `as_of` that has one; null when there is none."""

    media_id: UUID
    formula: str
    as_of: date
    score: ExplainedScore | None


@dataclass(frozen=True, slots=True)
class History:
    """The scores of a title by a formula, oldest first. A day on which none was computed has no entry."""

    media_id: UUID
    formula: str
    first: date
    last: date
    days: Sequence[DayOfScore]


class ScoreReader(Protocol):
    """Reads scores of past days."""

    async def shown_formula(self, media_id: UUID) -> str | None:
        """Return the formula of the score shown of a title, or null when it has no score."""
        ...

    async def newest(self, media_id: UUID, formula: str, as_of: date) -> ExplainedScore | None:
        """Return the score of the newest day up to `as_of` that has one."""
        ...

    async def history(self, media_id: UUID, formula: str, first: date, last: date) -> Sequence[DayOfScore]:
        """Return the scores of a period, oldest first."""
        ...


class ScoreQueries:
    """Explains scores and lists them by day."""

    def __init__(self, reader: ScoreReader, formulas: Formulas, clock: Clock) -> None:
        self._reader = reader
        self._formulas = formulas
        self._clock = clock

    def formulas(self) -> Formulas:
        """Return the formulas in use."""
        return self._formulas

    async def explain(self, media_id: UUID, formula: str | None, as_of: date | None) -> Explanation:
        """Return the terms of a score; by default of the score shown, today.

        Raise StatsNotFound, DayOutOfRange for a day in the future.
        """
        today = self._clock.now().date()
        day = as_of or today
        if day > today:
            raise DayOutOfRange("as_of: must not be in the future")
        name = await self._formula(media_id, formula)
        return Explanation(media_id, name, day, await self._reader.newest(media_id, name, day))

    async def history(self, media_id: UUID, formula: str | None, first: date, last: date) -> History:
        """Return the scores of a period; raise StatsNotFound, DayOutOfRange for one that is reversed or too long."""
        if last > self._clock.now().date():
            raise DayOutOfRange("to: must not be in the future")
        if first > last:
            raise DayOutOfRange("from: must not be after to")
        if (last - first).days >= HISTORY_DAYS:
            raise DayOutOfRange(f"from: must be at most {HISTORY_DAYS - 1} days before to")
        name = await self._formula(media_id, formula)
        return History(media_id, name, first, last, await self._reader.history(media_id, name, first, last))

    async def _formula(self, media_id: UUID, formula: str | None) -> str:
        shown = await self._reader.shown_formula(media_id)
        if shown is None:
            raise StatsNotFound(f"no score exists for title {media_id}")
        chosen: Formula | None = None if formula is None else self._formulas.named(formula)
        return shown if chosen is None else chosen.name
