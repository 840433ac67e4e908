"""Results of the reads of editors."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from catalog.application.editing.titles import Facts
from catalog.domain.editing.edition import Edition

NEWEST: Final = 2**63 - 1
"""A position before the newest entry of the audit trail."""


@dataclass(frozen=True, slots=True)
class EditedTitle:
    """A title with its edition. `facts` are the provider's, or null when nothing replaces them."""

    media_id: UUID
    kind: str
    tmdb_id: int
    title: str
    slug: str | None
    listed: bool
    edition: Edition
    facts: Facts | None


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries of the audit trail are read."""

    limit: int
    before: int = NEWEST
    """Entries with a lower number only."""
    media_id: UUID | None = None
    user_id: UUID | None = None
    action: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """An entry of the audit trail as it is stored."""

    number: int
    at: datetime
    user_id: UUID
    action: str
    subject: str
    media_id: UUID | None
    before: Mapping[str, object]
    after: Mapping[str, object]
    reason: str | None
    request_id: str | None
