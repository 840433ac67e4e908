"""Every entry of the audit log is counted by its kind."""

from datetime import UTC, datetime
from unittest.mock import create_autospec

import pytest
from prometheus_client import REGISTRY
from sqlalchemy.ext.asyncio import AsyncConnection

from auth.domain.security.audit import AuditEntry, AuditKind
from auth.infrastructure.security.audit import SqlAuditLog

pytestmark = pytest.mark.unit


def _count(kind: AuditKind) -> float:
    value = REGISTRY.get_sample_value("auth_audit_entries_total", {"kind": kind.value})
    assert value is not None, "a kind that has not happened is 0, not absent"
    return value


async def test_entries_are_counted_by_kind() -> None:
    before = {kind: _count(kind) for kind in AuditKind}
    entry = AuditEntry(AuditKind.SIGN_IN_FAILED, datetime(2026, 1, 1, tzinfo=UTC), None, None)
    await SqlAuditLog(create_autospec(AsyncConnection, instance=True)).record(entry, entry)
    after = {kind: _count(kind) for kind in AuditKind}
    assert {kind: after[kind] - before[kind] for kind in AuditKind if after[kind] != before[kind]} == {
        AuditKind.SIGN_IN_FAILED: 2
    }
