"""Updating titles from events: each batch is folded, and every changed row is written once.

The caller owns the transaction: a batch of events is applied and claimed in one commit.
"""

from collections.abc import Sequence

from chassis.core.projection import fold
from insights.application.titles.ports import TitleWork
from insights.domain.titles.title import Title


class UpdateTitles:
    """Merges updates into titles."""

    async def __call__(self, work: TitleWork, updates: Sequence[Title]) -> None:
        """Apply a batch of updates in any order: per part of a title the newest version counts."""
        changes = fold(
            {},
            updates,
            key=lambda update: update.media_id,
            start=lambda update: Title(update.media_id, update.kind, update.tmdb_id),
            apply=Title.merged,
        )
        await work.merge([change.after for change in changes])
