"""Updating titles and seasons from events: each batch is folded, and every changed row is written once.

The caller owns the transaction: a batch of events is applied and claimed in one commit.
"""

from collections.abc import Sequence
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.projection import fold, newest
from library.application.titles.commands import UpdateSeasonPart
from library.application.unit_of_work import UnitOfWork
from library.domain.titles.title import Title


class UpdateTitles:
    """Merges updates into titles."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: UnitOfWork, updates: Sequence[Title]) -> None:
        """Apply a batch of updates in any order: per part of a title the newest version counts."""
        changes = fold(
            {},
            updates,
            key=lambda update: update.media_id,
            start=lambda update: Title(update.media_id, update.kind, update.tmdb_id),
            apply=Title.merged,
        )
        await work.titles.merge([change.after for change in changes])
        imported = [(update, update.facts) for update in updates if update.facts]
        await work.refolds.request(
            {update.media_id for update, facts in imported if update.kind == "show" or facts.deleted_at},
            self._clock.now(),
            merged_into={update.media_id for update, _ in imported},
        )


class UpdateSeasons:
    """Stores the parts of seasons."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def __call__(self, work: UnitOfWork, commands: Sequence[UpdateSeasonPart]) -> None:
        """Apply a batch of parts in any order: of each part the newest version counts."""
        parts: dict[tuple[UUID, int], UpdateSeasonPart] = {}
        for command in commands:
            key = command.season_id, command.part
            parts[key] = newest(parts.get(key), command) or command
        await work.titles.save_season_parts([parts[key] for key in sorted(parts)])
        await work.refolds.request({command.media_id for command in commands}, self._clock.now())
