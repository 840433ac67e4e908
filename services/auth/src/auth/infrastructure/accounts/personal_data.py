"""Everything that auth stores of a user: the rows of every table that refers to the account.

The tables are those of the metadata, so that a new one is exported without being named here. Secrets are left out: they
are hashes, digests and sealed values, which are bytes, and the few texts of `SECRETS`. The phone number is sealed
and is opened, since it is the user's own.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, LargeBinary, Table, or_, select

from auth.infrastructure.factors.secrets import SqlPhones
from auth.infrastructure.tables import accounts, audit_entries, metadata, phones, sessions
from chassis.messaging.transaction import Transactions
from chassis.storage.encryption import Keyring

SECRETS: Final = frozenset({"password_hash"})
DERIVED: Final = frozenset({"email_key", "username_key", "username_skeleton"})
"""Values that follow from others."""
UNUSED: Final = frozenset({"avatar_url"})
"""Columns of the previous release alone."""


class SqlPersonalData:
    """Reads the rows of users."""

    def __init__(self, transactions: Transactions, keyring: Keyring) -> None:
        self._transactions = transactions
        self._keyring = keyring

    async def of(self, account_id: UUID) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Return the rows by table, in the order of their first column."""
        exported: dict[str, Sequence[Mapping[str, Any]]] = {}
        async with self._transactions.read() as connection:
            for table, condition in conditions(account_id):
                columns = [column for column in table.c if _is_exported(column)]
                query = select(*columns).where(condition).order_by(columns[0])
                rows = (await connection.execute(query)).mappings().all()
                exported[table.name] = [{name: _value(value) for name, value in row.items()} for row in rows]
            exported[audit_entries.name] = [_own(entry, account_id) for entry in exported[audit_entries.name]]
            phone = await SqlPhones(connection, self._keyring).of(account_id)
            if phone is not None:
                exported[phones.name] = [{**row, "number": phone.number} for row in exported[phones.name]]
        return exported


def conditions(account_id: UUID) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Return each table with rows of users, and the condition of those of one user."""
    own_sessions = select(sessions.c.id).where(sessions.c.account_id == account_id)
    for table in metadata.sorted_tables:
        if table is accounts:
            yield table, table.c.id == account_id
        elif table is audit_entries:
            yield table, or_(table.c.account_id == account_id, table.c.actor_id == account_id)
        elif "account_id" in table.c:
            yield table, table.c.account_id == account_id
        elif "session_id" in table.c:
            yield table, table.c.session_id.in_(own_sessions)


def _is_exported(column: ColumnElement[Any]) -> bool:
    return not isinstance(column.type, LargeBinary) and column.key not in SECRETS | DERIVED | UNUSED


def _own(entry: Mapping[str, Any], account_id: UUID) -> Mapping[str, Any]:
    """Return an entry of the audit log without the actor and client of an administrator, who is another person."""
    if entry["actor_id"] in (None, str(account_id)):
        return entry
    return {**entry, **dict.fromkeys(("actor_id", "session_id", "address", "user_agent"))}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
