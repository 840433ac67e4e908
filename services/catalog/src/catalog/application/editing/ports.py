"""The ports of editing: its unit of work, and its reads."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from catalog.application.commands import Genre
from catalog.application.editing.read_models import AuditFilter, AuditRecord, EditedTitle
from catalog.application.editing.titles import EditableTitle, Facts
from catalog.domain.editing.audit import AuditEntry
from catalog.domain.editing.edition import Edition


class KeptEditions(Protocol):
    """What a consumer needs so that an import keeps the decisions of editors."""

    async def editions(self, media_ids: Collection[UUID]) -> Mapping[UUID, Edition]:
        """Return the edition of each title that has one."""
        ...

    async def save_edited_titles(self, titles: Sequence[tuple[EditableTitle, Facts, Edition]]) -> None:
        """Store titles as their editions have them, and the provider's facts of those whose facts differ."""
        ...


class EditingWork(KeptEditions, Protocol):
    """One transaction of an editor. A title is locked before its edition, as consumers do."""

    async def lock_title(self, media_id: UUID) -> EditableTitle | None:
        """Lock and return an imported title as it is stored, or null without one."""
        ...

    async def provider_facts(self, media_id: UUID) -> Facts | None:
        """Return the provider's facts of a title that is stored otherwise, or null."""
        ...

    async def save_edition(self, edition: Edition) -> None:
        """Store an edition."""
        ...

    async def genres(self, slugs: Collection[str]) -> Mapping[str, Genre]:
        """Return the genres of the catalog with these slugs, by slug."""
        ...

    async def record(self, *entries: AuditEntry) -> None:
        """Add entries to the audit trail."""
        ...


class EditingReads(Protocol):
    """Reads of editors."""

    async def title(self, media_id: UUID) -> EditedTitle | None:
        """Return an imported title with its edition, or null without one."""
        ...

    async def audit(self, selection: AuditFilter) -> Sequence[AuditRecord]:
        """Return audit entries, the newest first; one more than the limit when there are more."""
        ...
