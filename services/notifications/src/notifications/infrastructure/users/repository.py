"""Users in one transaction; the row of a user is the lock that keeps erased users from coming back."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, and_, any_, bindparam, delete, func, null, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.storage.rows import arrays_of, insert_arrays, is_newer, upsert_arrays
from chassis.storage.statements import Statement
from notifications.application.users.updates import ContactUpdate, ProfileUpdate, ServicesUpdate
from notifications.domain.errors import AccountErased
from notifications.domain.preferences.model import Destination, Recipient
from notifications.infrastructure.metadata import metadata
from notifications.infrastructure.preferences.documents import preferences_of
from notifications.infrastructure.preferences.tables import muted_titles, preferences
from notifications.infrastructure.targets.tables import targets
from notifications.infrastructure.users.tables import users

_PROFILE: Final = ("profile_version", "language", "region", "time_zone", "is_administrator")
_CONTACT: Final = (
    "contact_version",
    "sealed_email",
    "email_refused_at",
    "email_refused_reason",
    "email_confirmed",
)
_SERVICES: Final = ("services_version", "services")


def _save(columns: Sequence[str]) -> Statement:
    version = columns[0]
    newer = and_(users.c.erased_at.is_(None), is_newer(users, version))
    return Statement(upsert_arrays(users, ("user_id", *columns), where=newer))


_SAVE_PROFILES: Final = _save(_PROFILE)
_SAVE_CONTACTS: Final = _save(_CONTACT)
_SAVE_SERVICES: Final = _save(_SERVICES)
_IDS: Final = bindparam("user_ids", type_=ARRAY(Uuid))
_ADD: Final = Statement(insert_arrays(users, ("user_id",)).on_conflict_do_nothing())
_RECIPIENTS: Final = Statement(
    select(
        users.c.user_id,
        users.c.time_zone,
        users.c.services,
        and_(users.c.sealed_email.is_not(None), users.c.email_confirmed, users.c.email_refused_at.is_(None)).label(
            "has_email"
        ),
        preferences.c.document,
    )
    .select_from(users.outerjoin(preferences, preferences.c.user_id == users.c.user_id))
    .where(users.c.user_id == any_(_IDS), users.c.erased_at.is_(None))
    .order_by(users.c.user_id)
    # An erasure waits for this transaction, and deletes what it writes. Another writer of the same user waits too, so
    # that sequences are committed in order.
    .with_for_update(key_share=True, of=users)
)
_TARGETS: Final = Statement(
    select(targets.c.user_id, targets.c.target_id, targets.c.channel)
    .where(targets.c.user_id == any_(_IDS), targets.c.disabled_at.is_(None))
    .order_by(targets.c.created_at, targets.c.target_id)
)
_MUTED: Final = Statement(
    select(muted_titles.c.user_id, muted_titles.c.media_id).where(
        muted_titles.c.user_id == any_(_IDS),
        muted_titles.c.media_id == any_(bindparam("media_ids", type_=ARRAY(Uuid))),
    )
)


class SqlUsers:
    """Reads, locks and erases users in the caller's transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lock(self, user_id: UUID) -> None:
        """Lock the user's row, which their first write inserts."""
        query = select(users.c.erased_at).where(users.c.user_id == user_id).with_for_update()
        row = (await self._connection.execute(query)).first()
        if row is None:
            await self._connection.execute(insert(users).on_conflict_do_nothing(), {"user_id": user_id})
            row = (await self._connection.execute(query)).one()
        if row.erased_at is not None:
            raise AccountErased("the data of this account was erased")

    async def recipients(self, subjects: Sequence[tuple[UUID, UUID | None]]) -> Mapping[UUID, Recipient]:
        """Read a batch of users in four statements, and lock them until the transaction ends."""
        user_ids = sorted({user_id for user_id, _ in subjects})
        if not user_ids:
            return {}
        await _ADD(self._connection, {"user_id": user_ids})
        rows = await _RECIPIENTS(self._connection, {"user_ids": user_ids})
        destinations = await self._targets(user_ids)
        muted = await self._muted(user_ids, {media_id for _, media_id in subjects if media_id is not None})
        return {row["user_id"]: _recipient(row, destinations[row["user_id"]], muted[row["user_id"]]) for row in rows}

    async def _targets(self, user_ids: Sequence[UUID]) -> Mapping[UUID, list[Destination]]:
        by_user: dict[UUID, list[Destination]] = defaultdict(list)
        for row in await _TARGETS(self._connection, {"user_ids": user_ids}):
            by_user[row["user_id"]].append(Destination(row["channel"], row["target_id"]))
        return by_user

    async def _muted(self, user_ids: Sequence[UUID], media_ids: Collection[UUID]) -> Mapping[UUID, set[UUID]]:
        by_user: dict[UUID, set[UUID]] = defaultdict(set)
        if media_ids:
            for row in await _MUTED(self._connection, {"user_ids": user_ids, "media_ids": list(media_ids)}):
                by_user[row["user_id"]].add(row["media_id"])
        return by_user

    async def administrators(self) -> Sequence[UUID]:
        """Read the administrators, who are few."""
        query = select(users.c.user_id).where(users.c.is_administrator).order_by(users.c.user_id)
        return list((await self._connection.execute(query)).scalars())

    async def save_profiles(self, updates: Sequence[ProfileUpdate]) -> None:
        """Write all rows in one statement; one that is not newer, or of an erased user, changes nothing."""
        rows = [
            {
                "user_id": item.user_id,
                "profile_version": item.version,
                "language": item.language,
                "region": item.region,
                "time_zone": item.time_zone,
                "is_administrator": item.is_administrator,
            }
            for item in updates
        ]
        await _SAVE_PROFILES(self._connection, arrays_of(users, ("user_id", *_PROFILE), rows))

    async def save_contacts(self, updates: Sequence[ContactUpdate]) -> None:
        """Write all rows in one statement; one that is not newer, or of an erased user, changes nothing."""
        rows = [
            {
                "user_id": item.user_id,
                "contact_version": item.version,
                "sealed_email": item.sealed_email,
                "email_refused_at": None,
                "email_refused_reason": None,
                "email_confirmed": item.email_confirmed,
            }
            for item in updates
        ]
        await _SAVE_CONTACTS(self._connection, arrays_of(users, ("user_id", *_CONTACT), rows))

    async def save_services(self, updates: Sequence[ServicesUpdate]) -> None:
        """Write all rows in one statement; one that is not newer, or of an erased user, changes nothing."""
        rows = [
            {
                "user_id": item.user_id,
                "services_version": item.version,
                "services": None if item.services is None else list(item.services),
            }
            for item in updates
        ]
        await _SAVE_SERVICES(self._connection, arrays_of(users, ("user_id", *_SERVICES), rows))

    async def erase(self, user_ids: Collection[UUID], now: datetime) -> None:
        """Mark the rows of users, once no other transaction holds them, and delete every other row of theirs."""
        nothing = dict.fromkeys((*_PROFILE[:4], *_CONTACT[:4], *_SERVICES), null())
        for user_id in user_ids:
            statement = insert(users).values(user_id=user_id, erased_at=now)
            first = func.coalesce(users.c.erased_at, statement.excluded.erased_at)
            await self._connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["user_id"],
                    set_={"erased_at": first, "is_administrator": False, "email_confirmed": False, **nothing},
                )
            )
        for table in reversed(metadata.sorted_tables):
            if "user_id" in table.c and table is not users:
                await self._connection.execute(
                    delete(table).where(table.c.user_id == any_(_IDS)), {"user_ids": list(user_ids)}
                )


def _recipient(row: Any, own_targets: Sequence[Destination], muted: Collection[UUID]) -> Recipient:
    own = [Destination("email")] if row["has_email"] else []
    return Recipient(
        row["user_id"],
        preferences_of(row["document"]),
        row["time_zone"] or "UTC",
        (*own, *own_targets),
        None if row["services"] is None else frozenset(row["services"]),
        frozenset(muted),
    )
