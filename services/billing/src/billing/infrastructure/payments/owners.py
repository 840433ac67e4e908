"""Whose invoices and payments are: no one's once the account is deleted."""

from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Text, Uuid, bindparam, case, exists, null, select

from billing.infrastructure.entitlements.tables import holders

NO_USER: Final = UUID(int=0)
"""The user of facts whose account was deleted."""

ERASED: Final = select(holders.c.user_id).where(holders.c.erased_at.is_not(None))
"""The users whose accounts were deleted."""


def owner(user_id: UUID) -> ColumnElement[UUID | None]:
    """Return the value that is stored of a user: null after the deletion of the account."""
    value = bindparam(None, None if user_id == NO_USER else user_id, type_=Uuid)
    return case((is_erased(user_id), null()), else_=value)


def unless_erased(user_id: UUID, value: str, otherwise: str) -> ColumnElement[str]:
    """Return a text that is stored of a user, or another one after the deletion of the account."""
    return case((is_erased(user_id), otherwise), else_=bindparam(None, value, type_=Text))


def is_erased(user_id: UUID) -> ColumnElement[bool]:
    """Return whether the account of a user was deleted."""
    return exists().where(holders.c.user_id == user_id, holders.c.erased_at.is_not(None))
