"""The unit of work of editors over one chassis transaction."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import insert

from catalog.application.commands import Genre
from catalog.application.editing.ports import EditingWork
from catalog.application.editing.titles import EditableTitle, Facts
from catalog.domain.editing.audit import AuditEntry
from catalog.domain.editing.edition import Edition
from catalog.infrastructure.editing import edition_rows, title_rows
from catalog.infrastructure.editing.tables import audit_entries
from chassis.messaging.transaction import Transaction


def editing_work_in(transaction: Transaction) -> EditingWork:
    """Return the editors' unit of work in a transaction."""
    return SqlEditingWork(transaction)


class SqlEditingWork:
    """Writes editions, and titles as their editions have them, in one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._connection = transaction.connection

    async def lock_title(self, media_id: UUID) -> EditableTitle | None:
        """Lock and return an imported title as it is stored, or null without one."""
        return await title_rows.lock(self._connection, media_id)

    async def editions(self, media_ids: Collection[UUID]) -> Mapping[UUID, Edition]:
        """Return the edition of each title that has one."""
        return await edition_rows.load(self._connection, media_ids)

    async def provider_facts(self, media_id: UUID) -> Facts | None:
        """Return the provider's facts of a title that is stored otherwise, or null."""
        return await title_rows.facts(self._connection, media_id)

    async def save_edition(self, edition: Edition) -> None:
        """Store an edition."""
        await edition_rows.save(self._connection, edition)

    async def save_edited_titles(self, titles: Sequence[tuple[EditableTitle, Facts, Edition]]) -> None:
        """Store titles as their editions have them."""
        await title_rows.save(self._connection, titles)

    async def genres(self, slugs: Collection[str]) -> Mapping[str, Genre]:
        """Return the genres of the catalog with these slugs, by slug."""
        return await title_rows.genres(self._connection, list(slugs))

    async def record(self, *entries: AuditEntry) -> None:
        """Add entries to the audit trail."""
        for entry in entries:
            await self._connection.execute(
                insert(audit_entries).values(
                    at=entry.at,
                    user_id=entry.actor.user_id,
                    action=entry.action,
                    subject=entry.subject,
                    media_id=entry.media_id,
                    before=dict(entry.before),
                    after=dict(entry.after),
                    reason=entry.reason,
                    request_id=entry.actor.request_id,
                )
            )
