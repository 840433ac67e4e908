"""Comparing formulas, and computing a formula over the stored history before its score is shown."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from chassis.core.clock import Clock
from stats.domain.errors import DayOutOfRange
from stats.domain.scoring.comparison import Comparison, ScoredTwice, compare
from stats.domain.scoring.formulas import Formulas
from stats.domain.scoring.inputs import ScoreInput
from stats.domain.scoring.result import Result


@dataclass(frozen=True, slots=True)
class StoredInput:
    """What the scores of a title on a day were computed from."""

    media_id: UUID
    day: date
    score_input: ScoreInput
    computed_at: datetime


class ComparisonStore(Protocol):
    """Reads all titles in batches, and keeps comparisons."""

    def scored_twice(self, before: str, after: str, day: date) -> AsyncIterator[Sequence[ScoredTwice]]:
        """Return the scores of all titles by two formulas, each the newest up to `day`."""
        ...

    def inputs(self) -> AsyncIterator[Sequence[StoredInput]]:
        """Return the inputs of all titles and days of which they are known."""
        ...

    async def save_results(self, results: Sequence[tuple[StoredInput, Result]]) -> int:
        """Store results of past days, and return their number; one that was computed later is kept."""
        ...

    async def save(self, comparison: Comparison) -> None:
        """Store a comparison; it replaces that of the same day and formulas."""
        ...

    async def newest(self, before: str, after: str, as_of: date) -> Comparison | None:
        """Return the comparison of the newest day up to `as_of` that has one."""
        ...


class CompareFormulas:
    """Compares the formula of the score shown with each shadow."""

    def __init__(self, store: ComparisonStore, formulas: Formulas, clock: Clock) -> None:
        self._store = store
        self._formulas = formulas
        self._clock = clock

    async def __call__(self) -> None:
        """Compare the scores of today, and keep the comparisons."""
        for shadow in self._formulas.shadows:
            await self.compare(self._formulas.shown.name, shadow.name)

    async def compare(self, before: str, after: str) -> Comparison:
        """Compare the scores of today by two formulas, keep the comparison and return it."""
        now = self._clock.now()
        titles: list[ScoredTwice] = []
        async for batch in self._store.scored_twice(before, after, now.date()):
            titles += batch
        # It computes for seconds over a large catalog, in which the consumer goes on.
        comparison = await asyncio.to_thread(compare, now.date(), before, after, titles, now)
        await self._store.save(comparison)
        return comparison

    async def compute(self, formula: str) -> tuple[int, Comparison]:
        """Compute a formula over the stored history; return the number of scores and the comparison of today.

        Raise UnknownFormula, and ValueError for the formula of the score shown: its scores are not computed again.
        """
        chosen = self._formulas.named(formula)
        if chosen is self._formulas.shown:
            raise ValueError(f"formula: {formula} is that of the score shown; its past scores do not change")
        stored = 0
        async for batch in self._store.inputs():
            results = [(inputs, chosen.compute(inputs.score_input, inputs.day)) for inputs in batch]
            stored += await self._store.save_results(results)
        return stored, await self.compare(self._formulas.shown.name, formula)


class ComparisonQueries:
    """Reads comparisons."""

    def __init__(self, store: ComparisonStore, formulas: Formulas, clock: Clock) -> None:
        self._store = store
        self._formulas = formulas
        self._clock = clock

    async def newest(
        self, before: str | None, after: str | None, as_of: date | None
    ) -> tuple[str, str, date, Comparison | None]:
        """Return the names of both formulas, the day, and the newest comparison up to that day.

        By default of the score shown with the first shadow, today. Raise UnknownFormula, DayOutOfRange.
        """
        today = self._clock.now().date()
        day = as_of or today
        if day > today:
            raise DayOutOfRange("as_of: must not be in the future")
        shadows = self._formulas.shadows or (self._formulas.shown,)
        names = [
            default.name if name is None else self._formulas.named(name).name
            for name, default in ((before, self._formulas.shown), (after, shadows[0]))
        ]
        return names[0], names[1], day, await self._store.newest(names[0], names[1], day)
