"""Reads of editors: editions by key, and the audit trail by its indexes."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import and_, bindparam, select, text
from sqlalchemy.types import BigInteger

from catalog.application.editing.read_models import AuditFilter, AuditRecord, EditedTitle
from catalog.domain.editing.edition import Edition
from catalog.infrastructure.editing.edition_rows import COLUMNS, to_edition
from catalog.infrastructure.editing.tables import audit_entries
from chassis.storage.reads import CompiledRead, ReadPool, Record, literal_integer

_TITLE: Final = CompiledRead(
    text(
        f"""
        select m.media_id, m.kind, m.tmdb_id, m.title, m.listed, s.slug, f.facts,
               {", ".join(f"e.{name}" for name in COLUMNS)}
        from media m
        left join slugs s on s.media_id = m.media_id and s.current
        left join editions e on e.media_id = m.media_id
        left join provider_facts f on f.media_id = m.media_id
        where m.media_id = :media_id and m.title is not null
        """  # noqa: S608 - made of constants
    )
)
_FILTERS: Final = {
    "media_id": audit_entries.c.media_id == bindparam("media_id", type_=audit_entries.c.media_id.type),
    "user_id": audit_entries.c.user_id == bindparam("user_id", type_=audit_entries.c.user_id.type),
    "action": audit_entries.c.action == bindparam("action", type_=audit_entries.c.action.type),
    "subject": audit_entries.c.subject == bindparam("subject", type_=audit_entries.c.subject.type),
    "since": audit_entries.c.at >= bindparam("since", type_=audit_entries.c.at.type),
    "until": audit_entries.c.at < bindparam("until", type_=audit_entries.c.at.type),
}


@lru_cache(maxsize=64)
def _entries(names: tuple[str, ...]) -> CompiledRead:
    """Return the statement of a page, filtered by `names`."""
    conditions = [audit_entries.c.number < bindparam("before", type_=BigInteger), *(_FILTERS[name] for name in names)]
    statement = select(audit_entries).where(and_(*conditions)).order_by(audit_entries.c.number.desc())
    return CompiledRead(statement.limit(literal_integer("limit")))


class SqlEditingReads:
    """Editions and the audit trail in Postgres."""

    def __init__(self, reads: ReadPool) -> None:
        self._reads = reads

    async def title(self, media_id: UUID) -> EditedTitle | None:
        """Return an imported title with its edition, or null without one."""
        row = await self._reads.fetch_row(_TITLE, {"media_id": media_id})
        if row is None:
            return None
        edition = Edition(media_id)
        if row["version"] is not None:
            edition = to_edition({**row, "overrides": from_json(row["overrides"])})
        return EditedTitle(
            media_id=media_id,
            kind=row["kind"],
            tmdb_id=row["tmdb_id"],
            title=row["title"],
            slug=row["slug"],
            listed=row["listed"],
            edition=edition,
            facts=None if row["facts"] is None else from_json(row["facts"]),
        )

    async def audit(self, selection: AuditFilter) -> Sequence[AuditRecord]:
        """Return audit entries, the newest first."""
        names = tuple(name for name in _FILTERS if getattr(selection, name) is not None)
        values = {name: getattr(selection, name) for name in names}
        rows = await self._reads.fetch(
            _entries(names), {**values, "before": selection.before, "limit": selection.limit}
        )
        return [_record(row) for row in rows]


def _record(row: Record) -> AuditRecord:
    return AuditRecord(
        number=row["number"],
        at=row["at"],
        user_id=row["user_id"],
        action=row["action"],
        subject=row["subject"],
        media_id=row["media_id"],
        before=from_json(row["before"]),
        after=from_json(row["after"]),
        reason=row["reason"],
        request_id=row["request_id"],
    )
