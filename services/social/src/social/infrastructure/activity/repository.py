"""Activity in Postgres, in the caller's transaction."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import TextClause, delete, select, text, tuple_

from chassis.messaging.transaction import Transaction
from chassis.storage.rows import arrays_of, is_newer, upsert_arrays
from social.application.activity.ports import EntryKey, NewItem, Play, StoredEntry, TitleUpdate
from social.domain.activity.activity import ActivityKind
from social.domain.activity.entries import Entry
from social.domain.live.event import LiveKind
from social.infrastructure.activity import statements
from social.infrastructure.activity.tables import activities, entries, plays, titles
from social.infrastructure.live.reporting import Report, report

_NEWS: Final = timedelta(hours=1)
_ENTRY_COLUMNS: Final = ("user_id", "media_id", "version", "state", "rating")
_SAVE_ENTRIES: Final = upsert_arrays(entries, _ENTRY_COLUMNS, where=is_newer(entries, "version"))
_TITLE_COLUMNS: Final = ("media_id", "version", "title", "slug", "is_listed", "successor_id")
_SAVE_TITLES: Final = upsert_arrays(titles, _TITLE_COLUMNS, where=is_newer(titles, "version"))
_SUCCESSORS: Final = text(statements.SUCCESSORS)
_PUT_ITEMS: Final = text(statements.PUT_ITEMS)
_REMOVE_ITEMS: Final = text(statements.REMOVE_ITEMS)
_PUT_PLAYS: Final = text(statements.PUT_PLAYS)
_GROUPS_OF_PLAYS: Final = text(statements.GROUPS_OF_PLAYS)
_REMOVE_PLAYS: Final = text(statements.REMOVE_PLAYS)
_REMOVE_GROUPS: Final = text(statements.REMOVE_GROUPS)
_PUT_GROUPS: Final = text(statements.PUT_GROUPS)
_DETERMINE_ITEMS: Final = text(statements.DETERMINE_ITEMS)
_DETERMINE_PLAYS: Final = text(statements.DETERMINE_PLAYS)
_NARROW_ITEMS: Final = text(statements.NARROW_ITEMS)
_NARROW_PLAYS: Final = text(statements.NARROW_PLAYS)


class SqlActivities:
    """Writes items, plays and titles."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection

    async def entries(self, keys: Collection[EntryKey]) -> Mapping[EntryKey, StoredEntry]:
        """Read by the primary key."""
        if not keys:
            return {}
        query = select(entries).where(tuple_(entries.c.user_id, entries.c.media_id).in_(keys))
        return {
            (row.user_id, row.media_id): StoredEntry(
                row.user_id, row.media_id, row.version, Entry(row.state, row.rating)
            )
            for row in await self._connection.execute(query)
        }

    async def save_entries(self, entries_: Sequence[StoredEntry]) -> None:
        """Insert or update rows in one statement."""
        rows = [
            {
                "user_id": stored.user_id,
                "media_id": stored.media_id,
                "version": stored.version,
                "state": stored.entry.state,
                "rating": stored.entry.rating,
            }
            for stored in entries_
        ]
        if rows:
            await self._connection.execute(_SAVE_ENTRIES, arrays_of(entries, _ENTRY_COLUMNS, rows))

    async def put(self, items: Sequence[NewItem]) -> None:
        """Insert or update rows in one statement."""
        if items:
            values = {
                "user_ids": [item.user_id for item in items],
                "media_ids": [item.media_id for item in items],
                "kinds": [item.kind.value for item in items],
                "media_kinds": [item.media_kind for item in items],
                "happened": [item.at for item in items],
                "instants": [item.recorded_at for item in items],
                "ratings": [item.rating for item in items],
            }
            await self._report(_PUT_ITEMS, values)

    async def remove(self, items: Collection[tuple[UUID, UUID, ActivityKind]]) -> None:
        """Delete rows in one statement."""
        if items:
            users, media, kinds = zip(*sorted(items), strict=True)
            values = {"user_ids": list(users), "media_ids": list(media), "kinds": [kind.value for kind in kinds]}
            await self._connection.execute(_REMOVE_ITEMS, values)

    async def listed(self, keys: Collection[EntryKey]) -> Collection[EntryKey]:
        """Read by the index of lists."""
        if not keys:
            return set()
        owner = (activities.c.user_id, activities.c.media_id)
        chosen = (
            activities.c.kind == ActivityKind.LISTED.value,
            activities.c.media_id.in_({list_id for _, list_id in keys}),
        )
        rows = await self._connection.execute(select(*owner).where(*chosen))
        return {(row.user_id, row.media_id) for row in rows} & set(keys)

    async def remove_lists(self, list_ids: Collection[UUID]) -> None:
        """Delete by the index of lists."""
        if list_ids:
            chosen = (activities.c.kind == ActivityKind.LISTED.value, activities.c.media_id.in_(list_ids))
            await self._connection.execute(delete(activities).where(*chosen))

    async def put_plays(self, plays_: Sequence[Play], retracted: Collection[UUID]) -> None:
        """Write the rows of plays, then the groups that have lost or gained one."""
        play_ids = sorted({*(play.play_id for play in plays_), *retracted})
        groups = await self._rows(_GROUPS_OF_PLAYS, {"play_ids": play_ids}) if play_ids else set()
        if retracted:
            await self._connection.execute(_REMOVE_PLAYS, {"play_ids": sorted(retracted)})
        if plays_:
            ordered = sorted(plays_, key=lambda play: play.play_id)
            values = {
                "play_ids": [play.play_id for play in ordered],
                "user_ids": [play.user_id for play in ordered],
                "media_ids": [play.media_id for play in ordered],
                "media_kinds": [play.media_kind for play in ordered],
                "seasons": [play.season for play in ordered],
                "episodes": [play.episode for play in ordered],
                "watched": [play.watched_at for play in ordered],
                "instants": [play.recorded_at for play in ordered],
            }
            groups |= await self._rows(_PUT_PLAYS, values)
        await self._group(groups)

    async def determine(self, user_ids: Collection[UUID]) -> None:
        """Update the rows, then the groups."""
        if user_ids:
            values = {"user_ids": sorted(user_ids)}
            for statement in (_DETERMINE_ITEMS, _NARROW_ITEMS):
                await self._connection.execute(statement, values)
            determined = await self._rows(_DETERMINE_PLAYS, values)
            await self._group(determined | await self._rows(_NARROW_PLAYS, values))

    async def save_titles(self, titles_: Sequence[TitleUpdate]) -> None:
        """Insert or update rows in one statement."""
        newest = {update.media_id: update for update in sorted(titles_, key=lambda update: update.version)}
        rows = [asdict(newest[media_id]) for media_id in sorted(newest)]
        await self._connection.execute(_SAVE_TITLES, arrays_of(titles, _TITLE_COLUMNS, rows))

    async def successors(self, media_ids: Collection[UUID]) -> Mapping[UUID, UUID]:
        """Follow the chain by primary keys."""
        rows = await self._connection.execute(_SUCCESSORS, {"media_ids": sorted(media_ids)})
        return {row.media_id: row.successor_id for row in rows}

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete by the user."""
        for table in (activities, plays, entries):
            await self._connection.execute(delete(table).where(table.c.user_id.in_(user_ids)))

    async def _group(self, groups: Iterable[tuple[Any, ...]]) -> None:
        ordered = sorted(groups)
        if not ordered:
            return
        users, media, days = zip(*ordered, strict=True)
        values = {"user_ids": list(users), "media_ids": list(media), "days": list(days)}
        await self._connection.execute(_REMOVE_GROUPS, values)
        await self._report(_PUT_GROUPS, values)

    async def _report(self, statement: TextClause, values: Mapping[str, Any]) -> None:
        """Report what was done just now: what is imported, or read again, is no news."""
        rows = (await self._connection.execute(statement, values)).all()
        now = datetime.now(UTC)
        news = sorted((row.id, row.user_id) for row in rows if row.happened_at > now - _NEWS)
        report(self._transaction, [Report(LiveKind.ACTIVITY, user_id, id_) for id_, user_id in news], now)

    async def _rows(self, statement: TextClause, values: Mapping[str, Any]) -> set[tuple[Any, ...]]:
        return {tuple(row) for row in await self._connection.execute(statement, values)}
