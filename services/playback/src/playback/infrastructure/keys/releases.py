"""Decisions about keys in Postgres, in the caller's transaction."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.storage.lists.keysets import By, Keyset
from playback.application.keys.ports import ReleaseFilter
from playback.domain.keys.release import KeyRelease, Outcome, System
from playback.infrastructure.audience.tables import erased_users
from playback.infrastructure.keys.tables import key_releases

_NEWEST_FIRST: Final = Keyset(By(key_releases.c.at), By(key_releases.c.id))
_EQUAL: Final = ("user_id", "session_id", "key_id", "system", "outcome")


class SqlKeyReleases:
    """Adds, reads and deletes decisions."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, releases: Sequence[KeyRelease]) -> None:
        """Insert rows."""
        if releases:
            await self._connection.execute(insert(key_releases), [asdict(release) for release in releases])

    async def part(self, chosen: ReleaseFilter, part: Slice) -> Part[KeyRelease]:
        """Read a part of the rows."""
        query = select(key_releases).where(*_conditions(chosen))
        rows, last = await _NEWEST_FIRST.read_mappings(self._connection, query, part)
        return Part([_release(row) for row in rows], None, last)

    async def delete_before(self, instant: datetime, limit: int) -> int:
        """Delete rows by the index of times."""
        old = select(key_releases.c.id).where(key_releases.c.at < instant).order_by(key_releases.c.at).limit(limit)
        result = await self._connection.execute(delete(key_releases).where(key_releases.c.id.in_(old)))
        return result.rowcount

    async def forget_users(self, user_ids: Collection[UUID]) -> None:
        """Remove the users and their sign-in sessions from rows."""
        await self._forget(key_releases.c.user_id.in_(user_ids))

    async def forget_erased(self) -> None:
        """Remove users that are known to be deleted."""
        await self._forget(key_releases.c.user_id.in_(select(erased_users.c.user_id)))

    async def _forget(self, theirs: ColumnElement[bool]) -> None:
        without = {"user_id": None, "auth_session_id": None}
        await self._connection.execute(update(key_releases).where(theirs).values(without))


def _conditions(chosen: ReleaseFilter) -> Iterable[ColumnElement[bool]]:
    for name in _EQUAL:
        value = getattr(chosen, name)
        if value is not None:
            yield key_releases.c[name] == value
    if chosen.since is not None:
        yield key_releases.c.at >= chosen.since
    if chosen.until is not None:
        yield key_releases.c.at < chosen.until


def _release(row: RowMapping) -> KeyRelease:
    # The row also holds the place of the item in its list.
    values = {name: row[name] for name in key_releases.c.keys()}  # noqa: SIM118 - a collection of columns
    return KeyRelease(**{**values, "system": System(row["system"]), "outcome": Outcome(row["outcome"])})
