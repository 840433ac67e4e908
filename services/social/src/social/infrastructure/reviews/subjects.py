"""What may be reviewed, in Postgres."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Table, any_, delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.erased_users import ErasedUsers
from chassis.storage.rows import arrays_of, is_newer, upsert_arrays
from social.application.reviews.ports import ListUpdate, SeasonUpdate, TitleUpdate
from social.domain.reviews.subject import Subject
from social.infrastructure.activity.tables import titles
from social.infrastructure.people.tables import erased_users
from social.infrastructure.reviews.tables import reviewable_lists, reviewable_seasons, reviewable_titles

_ERASED: Final = ErasedUsers(erased_users)
_TITLES: Final = ("media_id", "version", "seasons")
_SEASONS: Final = ("media_id", "season", "part", "version", "episodes")
_LISTS: Final = ("list_id", "user_id", "version", "public", "name")


class SqlSubjects:
    """Reads and writes what may be reviewed, in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def exists(self, subject: Subject) -> bool:
        """Read by primary keys."""
        return await self.is_open(subject) and (subject.kind == "list" or await self._is_of_title(subject))

    async def is_open(self, subject: Subject) -> bool:
        """Read by primary key."""
        if subject.kind == "list":
            closed = ~exists().where(reviewable_lists.c.list_id == subject.target, reviewable_lists.c.public)
        else:
            closed = exists().where(titles.c.media_id == subject.target, titles.c.is_listed.is_(False))
        return not await self._connection.scalar(select(closed))

    async def hold(self, subject: Subject) -> None:
        """Lock the row of the title, which its next event changes."""
        if subject.kind != "list":
            row = select(titles.c.media_id).where(titles.c.media_id == subject.target).with_for_update(read=True)
            await self._connection.execute(row)

    async def _is_of_title(self, subject: Subject) -> bool:
        conditions = [reviewable_titles.c.media_id == subject.target]
        if subject.season is not None:
            parts = [reviewable_seasons.c.media_id == subject.target, reviewable_seasons.c.season == subject.season]
            if subject.episode is None:
                listed = any_(reviewable_titles.c.seasons) == subject.season
                conditions.append(or_(listed, exists().where(*parts)))
            else:
                parts.append(any_(reviewable_seasons.c.episodes) == subject.episode)
                conditions.append(exists().where(*parts))
        return bool(await self._connection.scalar(select(exists().where(*conditions))))

    async def save_titles(self, updates: Sequence[TitleUpdate]) -> None:
        """Write all rows in one statement."""
        newest = {update.media_id: update for update in sorted(updates, key=lambda update: update.version)}
        rows = [
            {"media_id": media_id, "version": newest[media_id].version, "seasons": newest[media_id].seasons}
            for media_id in sorted(newest)
        ]
        await self._save(reviewable_titles, _TITLES, rows)

    async def save_seasons(self, updates: Sequence[SeasonUpdate]) -> None:
        """Write all rows in one statement."""
        newest: dict[tuple[UUID, int, int], SeasonUpdate] = {}
        for update in sorted(updates, key=lambda update: update.version):
            newest[update.media_id, update.season, update.part] = update
        rows = [
            {
                "media_id": update.media_id,
                "season": update.season,
                "part": update.part,
                "version": update.version,
                "episodes": update.episodes,
            }
            for _, update in sorted(newest.items())
        ]
        await self._save(reviewable_seasons, _SEASONS, rows)
        for update in newest.values():
            # A season that has fewer parts than before.
            await self._connection.execute(
                delete(reviewable_seasons).where(
                    reviewable_seasons.c.media_id == update.media_id,
                    reviewable_seasons.c.season == update.season,
                    reviewable_seasons.c.part > update.parts,
                    reviewable_seasons.c.version < update.version,
                )
            )

    async def save_lists(self, updates: Sequence[ListUpdate]) -> None:
        """Write all rows in one statement; the list of an erased user is deleted, also the row of a former owner."""
        newest = {update.list_id: update for update in sorted(updates, key=lambda update: update.version)}
        erased = await _ERASED.among(self._connection, {update.user_id for update in newest.values()})
        rows = []
        for list_id, item in sorted(newest.items()):
            if item.user_id in erased:
                older = (reviewable_lists.c.list_id == list_id, reviewable_lists.c.version < item.version)
                await self._connection.execute(delete(reviewable_lists).where(*older))
            else:
                rows.append(asdict(item))
        await self._save(reviewable_lists, _LISTS, rows)

    async def _save(self, table: Table, columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            statement = upsert_arrays(table, columns, where=is_newer(table, "version"))
            await self._connection.execute(statement, arrays_of(table, columns, rows))
