"""Pages of the audit log in Postgres, each read backwards by one index."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from pydantic_core import from_json
from sqlalchemy import BigInteger, DateTime, Text, Uuid, bindparam, select, tuple_

from auth.application.security.ports import AuditRecord, AuditSelection
from auth.domain.sessions.client import Client
from auth.infrastructure.security.tables import audit_entries
from chassis.storage.reads import CompiledRead, ReadPool, Record, literal_integer

_INSTANT: Final = DateTime(timezone=True)
_FILTERS: Final = {
    "account_id": audit_entries.c.account_id == bindparam("account_id", type_=Uuid),
    "actor_id": audit_entries.c.actor_id == bindparam("actor_id", type_=Uuid),
    "kind": audit_entries.c.kind == bindparam("kind", type_=Text),
    "since": audit_entries.c.at >= bindparam("since", type_=_INSTANT),
    "until": audit_entries.c.at < bindparam("until", type_=_INSTANT),
}
_BEFORE: Final = tuple_(audit_entries.c.at, audit_entries.c.id) < tuple_(
    bindparam("before_at", type_=_INSTANT), bindparam("before_number", type_=BigInteger)
)
_NEWEST_FIRST: Final = (audit_entries.c.at.desc(), audit_entries.c.id.desc())


@lru_cache(maxsize=128)
def _page(names: tuple[str, ...], follows: bool, of_known_accounts: bool) -> CompiledRead:
    """Return the statement of a page that is filtered by `names`, and follows another one or is the first."""
    conditions = [_FILTERS[name] for name in names]
    if follows:
        conditions.append(_BEFORE)
    if of_known_accounts:
        conditions.append(audit_entries.c.account_id.is_not(None))
    statement = select(audit_entries).where(*conditions).order_by(*_NEWEST_FIRST)
    return CompiledRead(statement.limit(literal_integer("limit")))


class SqlAuditReader:
    """Reads the audit log."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def page(self, selection: AuditSelection) -> Sequence[AuditRecord]:
        """Return the entries by the index of accounts, actors, kinds or times."""
        values = {name: value for name in _FILTERS if (value := getattr(selection, name)) is not None}
        statement = _page(tuple(values), selection.before is not None, selection.of_known_accounts)
        if selection.before is not None:
            values |= {"before_at": selection.before.at, "before_number": selection.before.number}
        rows = await self._reads.fetch(statement, {**values, "limit": selection.limit})
        return [_record(row) for row in rows]


def _record(row: Record) -> AuditRecord:
    return AuditRecord(
        number=row["id"],
        at=row["at"],
        kind=row["kind"],
        account_id=row["account_id"],
        actor_id=row["actor_id"],
        session_id=row["session_id"],
        client=Client(row["address"], row["user_agent"]),
        details=from_json(row["details"]),
    )
