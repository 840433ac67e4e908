"""All tables of auth."""

from typing import Final

from auth.infrastructure.accounts.tables import accounts, confirmations
from auth.infrastructure.api_keys.tables import api_keys
from auth.infrastructure.dead_letters.tables import dead_letters
from auth.infrastructure.devices.tables import device_sessions, device_sign_ins, devices
from auth.infrastructure.entitlements.tables import entitlements
from auth.infrastructure.factors.tables import (
    challenges,
    one_time_codes,
    passkeys,
    phones,
    recovery_codes,
    totp_secrets,
)
from auth.infrastructure.federation.tables import linked_identities, pending_authorizations, sign_in_codes
from auth.infrastructure.invitations.tables import invitations
from auth.infrastructure.library.tables import library_counts, library_entries
from auth.infrastructure.metadata import inbox, metadata, outbox
from auth.infrastructure.profiles.tables import stored_files
from auth.infrastructure.security.tables import audit_entries, login_attempts
from auth.infrastructure.sessions.tables import refresh_tokens, sessions

READ_MODEL: Final = (library_entries, library_counts, entitlements, inbox)
"""What `replay` empties before it reads the log again."""

__all__ = [
    "READ_MODEL",
    "accounts",
    "api_keys",
    "audit_entries",
    "challenges",
    "confirmations",
    "dead_letters",
    "device_sessions",
    "device_sign_ins",
    "devices",
    "entitlements",
    "inbox",
    "invitations",
    "library_counts",
    "library_entries",
    "linked_identities",
    "login_attempts",
    "metadata",
    "one_time_codes",
    "outbox",
    "passkeys",
    "pending_authorizations",
    "phones",
    "recovery_codes",
    "refresh_tokens",
    "sessions",
    "sign_in_codes",
    "stored_files",
    "totp_secrets",
]
