"""What happens to accounts, as a metric: sign-ins that succeed and fail, sessions that are ended, stolen tokens."""

from typing import Final

from prometheus_client import Counter

from auth.domain.security.audit import AuditKind

AUDIT_ENTRIES: Final = Counter("auth_audit_entries", "Entries of the audit log by kind", ("kind",))
for kind in AuditKind:
    # An increase is seen only of a counter that was there before.
    AUDIT_ENTRIES.labels(kind.value)
