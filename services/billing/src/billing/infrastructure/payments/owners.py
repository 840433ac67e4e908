"""Whose invoices and payments are: no one's once the account is deleted."""

from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, case, exists, null

from billing.infrastructure.entitlements.tables import holders

NO_USER: Final = UUID(int=0)
"""The user of facts whose account was deleted."""


def owner(user_id: UUID) -> ColumnElement[UUID | None]:
    """Return the value that is stored of a user: null after the deletion of the account."""
    erased = exists().where(holders.c.user_id == user_id, holders.c.erased_at.is_not(None))
    value = bindparam(None, None if user_id == NO_USER else user_id, type_=Uuid)
    return case((erased, null()), else_=value)
