"""The unit of work over one chassis transaction: one statement a table and batch."""

from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from uuid import UUID

from catalog.application.commands import ApplyEntry, ApplyList, ApplyScores, ApplySeason, ApplyTitle, StoreSeasonPart
from catalog.domain.slugs import Publication, Slug
from catalog.infrastructure.writing import rows, season_parts
from catalog.infrastructure.writing import slug_rows as slugs
from chassis.messaging.transaction import Transaction


class SqlUnitOfWork:
    """Writes the read model in the caller's transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def save_titles(self, titles: Sequence[ApplyTitle]) -> AbstractSet[UUID]:
        """Write titles, and of those that were newer what hangs on them."""
        newer = await rows.FACTS(self._connection, [rows.facts(title) for title in titles])
        taken = [title for title in titles if title.media_id in newer]
        ids = [title.media_id for title in taken]
        await rows.DOCUMENTS(self._connection, [rows.document(title) for title in taken])
        await rows.GENRES(self._connection, ids, [row for title in taken for row in rows.genres(title)])
        await rows.RELEASES(self._connection, ids, [row for title in taken for row in rows.releases(title)])
        await rows.NAMES(self._connection, ids, [row for title in taken for row in rows.names(title)])
        return set(ids)

    async def save_seasons(self, seasons: Sequence[ApplySeason]) -> None:
        """Write seasons, and of those that were newer the episodes."""
        newer = await rows.SEASONS(self._connection, [rows.season(season) for season in seasons])
        taken = [season for season in seasons if season.season_id in newer]
        ids = [season.season_id for season in taken]
        await rows.EPISODES(self._connection, ids, [row for season in taken for row in rows.episodes(season)])
        await season_parts.forget_older(self._connection, ids)

    async def complete_seasons(self, parts: Sequence[StoreSeasonPart]) -> Sequence[Sequence[bytes]]:
        """Keep parts of seasons, and return the bodies of each season whose newest version is complete."""
        return await season_parts.complete(self._connection, parts)

    async def save_scores(self, scores: Sequence[ApplyScores]) -> None:
        """Write scores; a title that was never imported waits for its facts."""
        await rows.SCORES(self._connection, [rows.score(score) for score in scores])

    async def save_lists(self, lists: Sequence[ApplyList]) -> None:
        """Write lists, and of those that were newer the places."""
        newer = await rows.LISTS(self._connection, [rows.ranked_list(item) for item in lists])
        taken = [item for item in lists if item.list_id in newer]
        ids = [item.list_id for item in taken]
        await rows.LIST_ITEMS(self._connection, ids, [row for item in taken for row in rows.list_items(item)])

    async def save_entries(self, entries: Sequence[ApplyEntry]) -> None:
        """Write viewers' entries; a removed one stays as a mark that it is gone."""
        await rows.ENTRIES(self._connection, [rows.entry(entry) for entry in entries])

    async def current_slugs(self, media_ids: Collection[UUID]) -> Mapping[UUID, Slug]:
        """Give the slug of each title that has one."""
        return await slugs.current(self._connection, media_ids)

    async def slug_owners(self, wanted: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], UUID]:
        """Give whose each slug is or was."""
        return await slugs.owners(self._connection, wanted)

    async def take_slugs(self, wanted: Sequence[Slug]) -> AbstractSet[UUID]:
        """Make slugs current, and give the titles that got theirs."""
        return await slugs.take(self._connection, wanted)

    async def publish_slugs(self, publications: Sequence[Publication]) -> None:
        """Mark current slugs as published, with their events in the same transaction."""
        await slugs.publish(self._transaction, publications)
