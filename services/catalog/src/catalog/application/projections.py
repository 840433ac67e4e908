"""The projection of events into the read model: each batch is reduced to one command per subject and written once.

The caller owns the transaction: a batch of events is applied and claimed in one commit.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar

from catalog.application.commands import (
    ApplyDropOff,
    ApplyEntry,
    ApplyList,
    ApplyScores,
    ApplySeason,
    ApplyTitle,
    ApplyTrend,
    StoreSeasonPart,
    VersionedCommand,
)
from catalog.application.editing.retention import EditionRetention
from catalog.application.policy.evaluator import Evaluator
from catalog.application.ports import CatalogWork
from catalog.application.slug_assignment import assign_slugs
from chassis.core.clock import Clock

CommandT = TypeVar("CommandT", bound=VersionedCommand)


class CatalogProjection:
    """Applies commands to the read model. Any order, batching and repetition of commands ends in the same state."""

    def __init__(self, clock: Clock, retention: EditionRetention, evaluator: Evaluator) -> None:
        self._clock = clock
        self._retention = retention
        self._evaluator = evaluator

    async def apply_titles(self, work: CatalogWork, commands: Sequence[ApplyTitle]) -> None:
        """Apply imports, keep what editors decided, evaluate titles, and assign slugs to those that need one."""
        policies = await work.policy.live()
        titles = newest_per_subject(commands)
        newer = await work.save_titles(titles)
        applied = [title for title in titles if title.media_id in newer]
        evaluations, _ = self._evaluator.of(await work.policy.save_facts(applied), policies)
        await work.policy.save_evaluations(evaluations)
        slugs = await assign_slugs(work, applied, self._clock.now())
        await work.save_documents(applied, slugs)
        await self._retention.apply(work, applied)

    async def apply_seasons(self, work: CatalogWork, commands: Sequence[ApplySeason]) -> None:
        """Apply whole seasons: an episode that its season does not contain is removed."""
        await work.save_seasons(newest_per_subject(commands))

    async def apply_season_parts(
        self,
        work: CatalogWork,
        commands: Sequence[StoreSeasonPart],
        assemble: Callable[[Sequence[bytes]], ApplySeason],
    ) -> None:
        """Store parts of seasons, and apply each season whose parts are complete once, as a whole."""
        complete = await work.complete_seasons(newest_per_subject(commands))
        await self.apply_seasons(work, [assemble(bodies) for bodies in complete])

    async def apply_scores(self, work: CatalogWork, commands: Sequence[ApplyScores]) -> None:
        """Apply scores and audiences, and evaluate the titles again."""
        policies = await work.policy.live()
        scores = newest_per_subject(commands)
        newer = await work.save_scores(scores)
        applied = [score for score in scores if score.media_id in newer]
        evaluations, _ = self._evaluator.of(await work.policy.save_scores(applied), policies)
        await work.policy.save_evaluations(evaluations)

    async def apply_drop_offs(self, work: CatalogWork, commands: Sequence[ApplyDropOff]) -> None:
        """Apply where the users of shows leave them."""
        await work.save_drop_offs(newest_per_subject(commands))

    async def apply_trends(self, work: CatalogWork, commands: Sequence[ApplyTrend]) -> None:
        """Apply the directions of audiences."""
        await work.save_trends(newest_per_subject(commands))

    async def apply_lists(self, work: CatalogWork, commands: Sequence[ApplyList]) -> None:
        """Apply whole lists: a title that its list does not contain loses its rank."""
        await work.save_lists(newest_per_subject(commands))

    async def apply_entries(self, work: CatalogWork, commands: Sequence[ApplyEntry]) -> None:
        """Apply users' entries for titles."""
        await work.save_entries(newest_per_subject(commands))


def newest_per_subject(commands: Sequence[CommandT]) -> list[CommandT]:
    """Return the command with the highest version of each subject, in the order of the subjects' ids.

    Writers that lock rows in one order cannot deadlock.
    """
    newest: dict[object, CommandT] = {}
    for command in commands:
        current = newest.get(command.subject)
        if current is None or current.version < command.version:
            newest[command.subject] = command
    return sorted(newest.values(), key=lambda command: str(command.subject))
