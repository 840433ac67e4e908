"""Plans and purchases of users in Postgres, in the caller's transaction."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import Table, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.erased_users import ErasedUsers
from chassis.storage.rows import arrays_of, insert_arrays
from chassis.storage.statements import Row, Statement
from playback.application.entitlements.ports import Standing
from playback.domain.entitlements.entitlement import Entitlement, Purchase, SignedOut
from playback.infrastructure.audience.tables import erased_users
from playback.infrastructure.entitlements.tables import entitlements, purchases, signed_out

_ERASED: Final = ErasedUsers(erased_users)
_SIGN_IN_COLUMNS: Final = [column.name for column in signed_out.c]
_SAVE_SIGN_INS: Final = Statement(insert_arrays(signed_out, _SIGN_IN_COLUMNS).on_conflict_do_nothing())
_STANDING: Final = Statement(
    "select e.user_id, e.version, e.plan, e.concurrent_streams, e.valid_until, e.changed_at,"
    " exists(select from signed_out s where s.session_id = u.sign_in) as is_signed_out,"
    " exists(select from erased_users x where x.user_id = u.id) as is_erased,"
    " (select json_agg(p)::text from purchases p where p.user_id = u.id and p.media_id = u.media_id) as purchases"
    " from (select cast(:user_id as uuid) as id, cast(:media_id as uuid) as media_id,"
    " cast(:sign_in as uuid) as sign_in) as u"
    " left join entitlements e on e.user_id = u.id"
)

VersionedT = TypeVar("VersionedT", Entitlement, Purchase)


class SqlEntitlements:
    """Reads and writes entitlements."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def standing(self, user_id: UUID, media_id: UUID, auth_session_id: UUID) -> Standing:
        """Read the rows of a user in one statement."""
        values = {"user_id": user_id, "media_id": media_id, "sign_in": auth_session_id}
        [user] = await _STANDING(self._connection, values)
        return Standing(
            None if user["user_id"] is None else _entitlement_of(user),
            [_purchase_of(row) for row in json.loads(user["purchases"] or "[]")],
            user["is_signed_out"],
            user["is_erased"],
        )

    async def save(self, new: Collection[Entitlement]) -> Sequence[Entitlement]:
        """Upsert rows by user."""
        return await self._save_newer(entitlements, "user_id", new)

    async def save_purchases(self, new: Collection[Purchase]) -> Sequence[Purchase]:
        """Upsert rows by purchase."""
        return await self._save_newer(purchases, "id", new)

    async def save_signed_out(self, sign_ins: Collection[SignedOut]) -> None:
        """Insert rows; repetitions change nothing. An erased user, who cannot play, has none."""
        erased = await _ERASED.among(self._connection, {sign_in.user_id for sign_in in sign_ins})
        rows = [asdict(sign_in) for sign_in in sign_ins if sign_in.user_id not in erased]
        if rows:
            await _SAVE_SIGN_INS(self._connection, arrays_of(signed_out, _SIGN_IN_COLUMNS, rows))

    async def erase(self, user_ids: Collection[UUID]) -> None:
        """Delete the rows of users, and remember the users."""
        await _ERASED.add(self._connection, user_ids)
        for table in (entitlements, purchases, signed_out):
            await self._connection.execute(delete(table).where(table.c.user_id.in_(user_ids)))

    async def delete_expired(self, now: datetime) -> None:
        """Delete rows by their end."""
        await self._connection.execute(delete(signed_out).where(signed_out.c.expires_at <= now))

    async def _save_newer(self, table: Table, key: str, new: Collection[VersionedT]) -> list[VersionedT]:
        erased = await _ERASED.among(self._connection, {item.user_id for item in new})
        rows = newest((asdict(item) for item in new if item.user_id not in erased), key)
        if not rows:
            return []
        statement = insert(table).values(rows)
        replaced = {column.name: statement.excluded[column.name] for column in table.c if column.name != key}
        newer = statement.on_conflict_do_update(
            index_elements=[key], set_=replaced, where=table.c.version < statement.excluded.version
        )
        result = await self._connection.execute(newer.returning(table.c[key], table.c.version))
        stored = {(row[0], row[1]) for row in result}
        return [item for item in new if (getattr(item, key), item.version) in stored]


def newest(rows: Iterable[Mapping[str, Any]], key: str) -> list[Mapping[str, Any]]:
    """Return the row with the highest version of each key, in the order of keys."""
    kept: dict[Any, Mapping[str, Any]] = {}
    for row in rows:
        if row[key] not in kept or kept[row[key]]["version"] < row["version"]:
            kept[row[key]] = row
    return [kept[value] for value in sorted(kept)]


def _entitlement_of(row: Row) -> Entitlement:
    names = ("user_id", "version", "plan", "concurrent_streams", "valid_until", "changed_at")
    return Entitlement(**{name: row[name] for name in names})


def _purchase_of(row: Mapping[str, Any]) -> Purchase:
    until = row["valid_until"]
    return Purchase(
        id=UUID(row["id"]),
        user_id=UUID(row["user_id"]),
        media_id=UUID(row["media_id"]),
        version=row["version"],
        is_started=row["is_started"],
        valid_until=None if until is None else datetime.fromisoformat(until),
        is_revoked=row["is_revoked"],
        changed_at=datetime.fromisoformat(row["changed_at"]),
    )
