"""Invitations: a code with which one account may be registered, for anyone who has it or for one address."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

SHORTEST_DAYS: Final = 1
LONGEST_DAYS: Final = 30
DEFAULT_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation; `account_id` is the account that was registered with it, or null."""

    id: UUID
    created_by: UUID
    created_at: datetime
    expires_at: datetime
    email: str | None = None
    """The only address that may be registered with it; null for any."""
    account_id: UUID | None = None
    used_at: datetime | None = None
