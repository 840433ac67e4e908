"""The audit trail, read in pages."""

from collections.abc import Sequence
from dataclasses import replace

from catalog.application.editing.ports import EditingReads
from catalog.application.editing.read_models import AuditFilter, AuditRecord


class AuditTrail:
    """Reads the audit trail."""

    def __init__(self, reads: EditingReads) -> None:
        self._reads = reads

    async def page(self, selection: AuditFilter) -> tuple[Sequence[AuditRecord], int | None]:
        """Return a page of entries, the newest first, and the number after which the next page begins, or null."""
        records = await self._reads.audit(replace(selection, limit=selection.limit + 1))
        page = records[: selection.limit]
        return page, page[-1].number if len(records) > selection.limit else None
