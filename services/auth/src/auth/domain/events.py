"""Domain events of auth."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from auth.domain.accounts.account import Account, Role
from auth.domain.notices.notice import Notice
from auth.domain.profiles.preferences import Preferences
from auth.domain.profiles.profile import Privacy

RevocationReason = Literal["logout", "reuse", "admin", "password_changed", "user_deleted"]


@dataclass(frozen=True, slots=True)
class DomainEvent:
    """Base of all domain events; `at` is when it occurred."""

    at: datetime


@dataclass(frozen=True, slots=True)
class AccountRegistered(DomainEvent):
    """An account was registered."""

    account_id: UUID
    version: int
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class UserChanged(DomainEvent):
    """The name, picture, roles, privacy or preferences of a user changed, or the user registered."""

    account_id: UUID
    version: int
    username: str
    roles: tuple[Role, ...]
    privacy: Privacy
    preferences: Preferences
    avatar_id: UUID | None = None

    @classmethod
    def of(cls, account: Account, at: datetime) -> "UserChanged":
        """Return the event of an account as it is now."""
        profile = account.profile
        return cls(
            at,
            account.id,
            account.version,
            account.username,
            account.roles,
            profile.privacy,
            profile.preferences,
            profile.avatar_id,
        )


@dataclass(frozen=True, slots=True)
class ContactChanged(DomainEvent):
    """The e-mail address of a user changed or was confirmed, or the user registered."""

    account_id: UUID
    version: int
    email: str = field(repr=False)
    email_confirmed: bool

    @classmethod
    def of(cls, account: Account, at: datetime) -> "ContactChanged":
        """Return the event of an account as it is now."""
        return cls(at, account.id, account.version, account.email, account.email_confirmed_at is not None)


@dataclass(frozen=True, slots=True)
class AccountDeleted(DomainEvent):
    """An account was deleted, with everything that auth stores of its user."""

    account_id: UUID
    version: int


@dataclass(frozen=True, slots=True)
class SessionRevoked(DomainEvent):
    """A session ended before its time; its last access token expires at `tokens_expire_at`."""

    session_id: UUID
    account_id: UUID
    reason: RevocationReason
    tokens_expire_at: datetime


@dataclass(frozen=True, slots=True)
class NoticeRequested(DomainEvent):
    """A notice is to be delivered. One to a stranger, such as an invitation, has an account id of its own."""

    notice_id: UUID
    account_id: UUID
    notice: Notice
