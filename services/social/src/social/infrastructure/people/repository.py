"""People in Postgres, in the caller's transaction."""

from collections.abc import Collection, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Uuid as UuidType
from sqlalchemy import and_, any_, bindparam, case, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Part, Slice
from chassis.storage.erased_users import ErasedUsers
from chassis.storage.lists.keysets import By, Keyset
from chassis.storage.rows import arrays_of, insert_arrays
from social.domain.people.errors import AccountErased
from social.domain.people.person import Person, Privacy
from social.infrastructure.people.tables import erased_users, people
from social.infrastructure.relations.conditions import is_blocked, may_see

_COLUMNS: Final = tuple(column.name for column in people.c)
_BEHIND: Final = "\x7f"
_NAMES: Final = ("username", "username_key", "avatar_id")
_ERASED: Final = ErasedUsers(erased_users)
_IDS: Final = bindparam("user_ids", type_=ARRAY(UuidType))
_EXCLUDED: Final = insert(people).excluded
_NEWER: Final = insert_arrays(people, _COLUMNS).on_conflict_do_update(
    index_elements=["user_id"],
    set_={name: _EXCLUDED[name] for name in _COLUMNS[1:] if name not in _NAMES}
    # An event without a name states nothing about the picture either.
    | {name: case((_EXCLUDED.username.is_(None), people.c[name]), else_=_EXCLUDED[name]) for name in _NAMES},
    where=people.c.version < _EXCLUDED.version,
)


class SqlPeople:
    """Reads and writes people."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def ensure(self, user_id: UUID) -> None:
        """Read by the id."""
        if await _ERASED.among(self._connection, [user_id]):
            raise AccountErased

    async def erased_among(self, user_ids: Collection[UUID]) -> Collection[UUID]:
        """Read by the ids."""
        return await _ERASED.among(self._connection, user_ids)

    async def of_ids(self, user_ids: Collection[UUID]) -> Mapping[UUID, Person]:
        """Read by the ids."""
        rows = await self._connection.execute(
            select(people).where(people.c.user_id == any_(_IDS)), {"user_ids": list(user_ids)}
        )
        return {row["user_id"]: person_of(row) for row in rows.mappings()}

    async def by_username(self, username: str) -> Person | None:
        """Read by the index of names.

        Two users have one name for the moment in which one has given it up, another has taken it, and only one of the
        two events has arrived: there is no user then.
        """
        query = select(people).where(people.c.username_key == username.lower()).limit(2)
        rows = (await self._connection.execute(query)).mappings().all()
        return person_of(rows[0]) if len(rows) == 1 else None

    async def search(self, viewer: UUID, query: str, part: Slice) -> Part[Person]:
        """Read by the index of names: they have no letter behind the last one of ASCII."""
        key = query.lower()
        chosen = (
            people.c.username_key >= key,
            people.c.username_key < key + _BEHIND,
            people.c.user_id != viewer,
            or_(may_see(viewer), and_(people.c.username_key == key, ~is_blocked(viewer, people.c.user_id))),
        )
        order = Keyset(By(people.c.username_key, ascending=True), By(people.c.user_id, ascending=True))
        rows, last = await order.read_mappings(self._connection, select(people).where(*chosen), part)
        return Part([person_of(row) for row in rows], None, last)

    async def update(self, people_: Collection[Person]) -> None:
        """Insert the rows, or update those with a lower version."""
        newest: dict[UUID, Person] = {}
        for person in sorted(people_, key=lambda person: person.version):
            newest[person.user_id] = person
        for erased in await _ERASED.among(self._connection, newest):
            del newest[erased]
        if newest:
            rows = [_row(newest[user_id]) for user_id in sorted(newest)]
            await self._connection.execute(_NEWER, arrays_of(people, _COLUMNS, rows))

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Insert the ids, and delete the rows."""
        await _ERASED.add(self._connection, user_ids)
        await self._connection.execute(people.delete().where(people.c.user_id.in_(user_ids)))


def person_of(row: Mapping[str, Any] | Any) -> Person:
    """Return the person of a row."""
    return Person(
        user_id=row["user_id"],
        version=row["version"],
        changed_at=row["changed_at"],
        privacy=Privacy(row["profile_public"], row["show_watch_history"], row["show_ratings"], row["allow_followers"]),
        username=row["username"],
        avatar_id=row["avatar_id"],
    )


def _row(person: Person) -> dict[str, Any]:
    privacy = person.privacy
    return {
        "user_id": person.user_id,
        "version": person.version,
        "changed_at": person.changed_at,
        "profile_public": privacy.profile_public,
        "show_watch_history": privacy.show_watch_history,
        "show_ratings": privacy.show_ratings,
        "allow_followers": privacy.allow_followers,
        "username": person.username,
        "username_key": None if person.username is None else person.username.lower(),
        "avatar_id": person.avatar_id,
    }
