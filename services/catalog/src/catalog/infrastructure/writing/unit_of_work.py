"""The unit of work over one chassis transaction: one statement per table and batch."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from uuid import UUID

from catalog.application.commands import (
    ApplyDropOff,
    ApplyEntry,
    ApplyList,
    ApplyScores,
    ApplySeason,
    ApplyTitle,
    ApplyTrend,
    StoreSeasonPart,
)
from catalog.application.editing.titles import EditableTitle, Facts
from catalog.application.ports import CatalogWork
from catalog.domain.editing.edition import Edition
from catalog.domain.slugs import Appearance, OutdatedSlug, PresentSlugs, Publication, Slug
from catalog.infrastructure.discovery.writing import replace_facts
from catalog.infrastructure.editing import edition_rows, title_rows
from catalog.infrastructure.policy.evaluation_work import SqlEvaluationWork
from catalog.infrastructure.writing import airings, rows, season_parts, slug_rows
from catalog.infrastructure.writing.event_mapping import offers_changed
from chassis.messaging.transaction import Transaction
from contracts.event import encode


def work_in(transaction: Transaction) -> CatalogWork:
    """Return the unit of work in a transaction."""
    return SqlCatalogWork(transaction)


class SqlCatalogWork:
    """Writes the read model in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        self.policy = SqlEvaluationWork(transaction)

    async def save_titles(self, titles: Sequence[ApplyTitle]) -> AbstractSet[UUID]:
        """Upsert titles; for newer versions, also replace what belongs to them, except their documents."""
        newer = await rows.FACTS(self._connection, [rows.facts(title) for title in titles])
        applied = [title for title in titles if title.media_id in newer]
        ids = [title.media_id for title in applied]
        changed = await replace_facts(self._connection, applied)
        await self._announce_offers([title for title in applied if title.media_id in changed])
        return set(ids)

    async def _announce_offers(self, titles: Sequence[ApplyTitle]) -> None:
        """Publish that offers have changed, behind the announcement that removes stored responses with the old ones."""
        events = [offers_changed(title, datetime.now(UTC)) for title in titles]
        if events:
            await self._transaction.announce()
            await self._transaction.publish(*(encode(event, slug_rows.SERVICE) for event in events))

    async def save_documents(self, titles: Sequence[ApplyTitle], slugs: Mapping[UUID, str]) -> None:
        """Upsert the documents of titles with their slugs."""
        await rows.DOCUMENTS(self._connection, [rows.document(title, slugs.get(title.media_id)) for title in titles])

    async def editions(self, media_ids: Collection[UUID]) -> Mapping[UUID, Edition]:
        """Return the edition of each title that has one."""
        return await edition_rows.load(self._connection, media_ids)

    async def save_edited_titles(self, titles: Sequence[tuple[EditableTitle, Facts, Edition]]) -> None:
        """Store titles as their editions have them."""
        await title_rows.save(self._connection, titles)

    async def save_seasons(self, seasons: Sequence[ApplySeason]) -> None:
        """Upsert seasons; for newer versions, also replace the episodes and the airings of their shows."""
        newer = await rows.SEASONS(self._connection, [rows.season(season) for season in seasons])
        applied = [season for season in seasons if season.season_id in newer]
        ids = [season.season_id for season in applied]
        await rows.EPISODES(self._connection, ids, [rows.episodes(season) for season in applied])
        await airings.rebuild(self._connection, {season.media_id for season in applied})
        await season_parts.remove_older(self._connection, ids)

    async def complete_seasons(self, parts: Sequence[StoreSeasonPart]) -> Sequence[Sequence[bytes]]:
        """Store parts; delete and return, in order, the bodies of each season whose newest version is complete."""
        return await season_parts.complete(self._connection, parts)

    async def save_scores(self, scores: Sequence[ApplyScores]) -> AbstractSet[UUID]:
        """Upsert scores; a title that was not imported yet gets its facts later."""
        newer = await rows.SCORES(self._connection, [rows.score(score) for score in scores])
        return {score.media_id for score in scores if score.media_id in newer}

    async def save_drop_offs(self, drop_offs: Sequence[ApplyDropOff]) -> None:
        """Upsert drop-offs; a title that was not imported yet gets its facts later."""
        await rows.DROP_OFFS(self._connection, [rows.drop_off(command) for command in drop_offs])

    async def save_trends(self, trends: Sequence[ApplyTrend]) -> None:
        """Upsert trends; a title that was not imported yet gets its facts later."""
        await rows.TRENDS(self._connection, [rows.trend(trend) for trend in trends])

    async def save_lists(self, lists: Sequence[ApplyList]) -> None:
        """Upsert lists; for newer versions, also replace the ranks."""
        newer = await rows.LISTS(self._connection, [rows.ranked_list(item) for item in lists])
        applied = [item for item in lists if item.list_id in newer]
        ids = [item.list_id for item in applied]
        await rows.LIST_ITEMS(self._connection, ids, [rows.list_items(item) for item in applied])

    async def save_entries(self, entries: Sequence[ApplyEntry]) -> None:
        """Upsert users' entries; the row of a removed entry remains."""
        await rows.ENTRIES(self._connection, [rows.entry(entry) for entry in entries])

    async def present_slugs(self, media_ids: Collection[UUID], names: Collection[tuple[str, str]]) -> PresentSlugs:
        """Return the current slug of each title that has one, and the owners of names."""
        return await slug_rows.present(self._connection, media_ids, names)

    async def take_slugs(self, slugs: Sequence[Slug], *, renamed: Collection[UUID] = ()) -> Mapping[UUID, Appearance]:
        """Make each slug its title's current one; return the titles whose slug no other title had taken."""
        return await slug_rows.take(self._connection, slugs, renamed)

    async def announce_slugs(self, publications: Sequence[Publication]) -> None:
        """Publish slugs that were taken with a published version, by events in the same transaction."""
        await slug_rows.announce(self._transaction, publications)

    async def publish_slugs(self, publications: Sequence[Publication]) -> None:
        """Store what is published of current slugs, with their events in the same transaction."""
        await slug_rows.mark_published(self._connection, publications)
        await slug_rows.announce(self._transaction, publications)

    async def claim_changes(self, limit: int) -> AbstractSet[UUID]:
        """Remove and return at most `limit` titles of the queue of changes."""
        return await slug_rows.claim_changes(self._connection, limit)

    async def outdated_slugs(self, media_ids: AbstractSet[UUID]) -> Sequence[OutdatedSlug]:
        """Lock and return those current slugs of imported titles whose last event is missing or outdated."""
        return await slug_rows.outdated(self._connection, media_ids)
