"""Invitations in one database transaction."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.application.accounts.ports import Identifiers
from auth.application.administration.invitation_ports import InvitationPage
from auth.domain.administration.invitations import Invitation
from auth.infrastructure import batches
from auth.infrastructure.invitations.tables import invitations

_COLUMNS: Final = invitations.c
_SHOWN: Final = (
    _COLUMNS.id,
    _COLUMNS.created_by,
    _COLUMNS.created_at,
    _COLUMNS.expires_at,
    _COLUMNS.email,
    _COLUMNS.account_id,
    _COLUMNS.used_at,
)


class SqlInvitations:
    """The invitations of a transaction."""

    def __init__(self, connection: AsyncConnection, identifiers: Identifiers) -> None:
        self._connection = connection
        self._identifiers = identifiers

    async def add(self, invitation: Invitation, digest: bytes) -> None:
        """Insert the row."""
        row = {
            "id": invitation.id,
            "digest": digest,
            "created_by": invitation.created_by,
            "created_at": invitation.created_at,
            "expires_at": invitation.expires_at,
            "email": invitation.email,
            "email_key": None if invitation.email is None else self._identifiers.email(invitation.email),
        }
        await self._connection.execute(insert(invitations), [row])

    async def is_open(self, digest: bytes, email: str, now: datetime) -> bool:
        """Read by the unique digest."""
        query = select(_COLUMNS.id).where(*self._usable(digest, email, now))
        return (await self._connection.execute(query)).first() is not None

    async def use(self, digest: bytes, email: str, account_id: UUID, now: datetime) -> bool:
        """Update by the unique digest: the row lock serialises parallel uses."""
        used = update(invitations).where(*self._usable(digest, email, now)).values(account_id=account_id, used_at=now)
        return (await self._connection.execute(used)).rowcount == 1

    async def revoke(self, invitation_id: UUID, now: datetime) -> bool:
        """Delete by the primary key."""
        statement = delete(invitations).where(_COLUMNS.id == invitation_id, *_open(now))
        return (await self._connection.execute(statement)).rowcount == 1

    async def page(self, limit: int, offset: int) -> InvitationPage:
        """Read by the index of creation, and count the list."""
        query = select(*_SHOWN).order_by(_COLUMNS.created_at.desc(), _COLUMNS.id).limit(limit).offset(offset)
        total = (await self._connection.execute(select(func.count()).select_from(invitations))).scalar_one()
        rows = (await self._connection.execute(query)).mappings()
        return InvitationPage([Invitation(**row) for row in rows], total)

    async def delete_expired(self, now: datetime) -> bool:
        """Delete at most `BATCH_ROWS` rows."""
        batch = batches.batch_of(_COLUMNS.id, (_COLUMNS.expires_at <= now) & _COLUMNS.used_at.is_(None))
        deleted = await self._connection.execute(delete(invitations).where(_COLUMNS.id.in_(batch)))
        return deleted.rowcount == batches.BATCH_ROWS

    def _usable(self, digest: bytes, email: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
        for_address = or_(_COLUMNS.email_key.is_(None), _COLUMNS.email_key == self._identifiers.email(email))
        return _COLUMNS.digest == digest, for_address, *_open(now)


def _open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return _COLUMNS.used_at.is_(None), _COLUMNS.expires_at > now
