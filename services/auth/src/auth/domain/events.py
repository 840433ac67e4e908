"""What happened, in this service's words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from auth.domain.accounts import Role

RevocationReason = Literal["logout", "reuse"]


@dataclass(frozen=True, slots=True)
class AccountRegistered:
    """An account was opened."""

    account_id: UUID
    version: int
    roles: tuple[Role, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class SessionRevoked:
    """A session ended before its time; its last access token is good until `tokens_expire_at` by itself."""

    session_id: UUID
    account_id: UUID
    reason: RevocationReason
    at: datetime
    tokens_expire_at: datetime


DomainEvent = AccountRegistered | SessionRevoked
