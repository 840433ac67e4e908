"""All tables of auth."""

from auth.infrastructure.accounts.tables import accounts, confirmations
from auth.infrastructure.metadata import metadata, outbox
from auth.infrastructure.security.tables import audit_entries, login_attempts
from auth.infrastructure.sessions.tables import refresh_tokens, sessions

__all__ = [
    "accounts",
    "audit_entries",
    "confirmations",
    "login_attempts",
    "metadata",
    "outbox",
    "refresh_tokens",
    "sessions",
]
