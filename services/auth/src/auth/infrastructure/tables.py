"""All tables of auth."""

from auth.infrastructure.accounts.tables import accounts, confirmations
from auth.infrastructure.api_keys.tables import api_keys
from auth.infrastructure.devices.tables import device_sessions, device_sign_ins, devices
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
from auth.infrastructure.metadata import metadata, outbox
from auth.infrastructure.profiles.tables import stored_files
from auth.infrastructure.security.tables import audit_entries, login_attempts
from auth.infrastructure.sessions.tables import refresh_tokens, sessions

__all__ = [
    "accounts",
    "api_keys",
    "audit_entries",
    "challenges",
    "confirmations",
    "device_sessions",
    "device_sign_ins",
    "devices",
    "invitations",
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
