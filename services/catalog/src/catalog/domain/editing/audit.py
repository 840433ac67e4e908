"""The audit trail: one entry per change, written in the transaction of the change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

Action = Literal[
    "title.override",
    "title.hide",
    "title.unhide",
    "title.merge",
    "title.unmerge",
    "collection.create",
    "collection.change",
    "collection.delete",
    "collection.publish",
    "collection.unpublish",
    "section.change",
    "schedule.create",
    "schedule.cancel",
]
"""`title.override` includes reverting."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something, and in which request; a scheduled change has no request."""

    user_id: UUID
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change: who, when, what, before and after."""

    at: datetime
    actor: Actor
    action: Action
    subject: str
    """`title:<id>`, `collection:<slug>`, `section:<key>` or `schedule:<id>`."""
    media_id: UUID | None = None
    before: Mapping[str, object] = field(default_factory=dict)
    after: Mapping[str, object] = field(default_factory=dict)
    reason: str | None = None
