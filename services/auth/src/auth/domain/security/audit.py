"""Entries of the audit log: what happened to an account, who did it, and from where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from auth.domain.sessions.client import Client


class AuditKind(StrEnum):
    """Kinds of entries; the names are part of the public contract."""

    REGISTERED = "registered"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    TOKEN_REUSED = "token_reused"
    ROLES_CHANGED = "roles_changed"
    USERNAME_CHANGED = "username_changed"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_CHANGE_FAILED = "password_change_failed"
    PASSWORD_RESET_REQUESTED = "password_reset_requested"
    PASSWORD_RESET = "password_reset"
    EMAIL_CHANGE_REQUESTED = "email_change_requested"
    EMAIL_CHANGED = "email_changed"
    EMAIL_CONFIRMED = "email_confirmed"
    INVITATION_CREATED = "invitation_created"
    INVITATION_REVOKED = "invitation_revoked"
    DATA_EXPORTED = "data_exported"
    ACCOUNT_DELETED = "account_deleted"
    SUSPENDED = "suspended"
    SUSPENSION_ENDED = "suspension_ended"
    API_KEY_CREATED = "api_key_created"
    API_KEY_DELETED = "api_key_deleted"
    SESSIONS_ENDED = "sessions_ended"
    DEVICE_SIGN_IN_APPROVED = "device_sign_in_approved"
    DEVICE_SIGN_IN_DENIED = "device_sign_in_denied"
    DEVICE_REGISTERED = "device_registered"
    DEVICE_REMOVED = "device_removed"
    DEVICE_TOKEN_REUSED = "device_token_reused"
    IDENTITY_LINKED = "identity_linked"
    IDENTITY_UNLINKED = "identity_unlinked"
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    FACTORS_REMOVED = "factors_removed"
    SECOND_FACTOR_FAILED = "second_factor_failed"
    REAUTHENTICATED = "reauthenticated"
    REAUTHENTICATION_FAILED = "reauthentication_failed"
    DEAD_LETTERS_REDRIVEN = "dead_letters_redriven"
    DEAD_LETTERS_DISCARDED = "dead_letters_discarded"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry. `details` never contains secrets, tokens or codes."""

    kind: AuditKind
    at: datetime
    account_id: UUID | None
    """The account it happened to; null for a failed sign-in at an account that does not exist."""
    actor_id: UUID | None
    """Who did it; null if that is not known, as for a failed sign-in."""
    client: Client = field(default_factory=Client)
    session_id: UUID | None = None
    details: Mapping[str, str] = field(default_factory=dict)
