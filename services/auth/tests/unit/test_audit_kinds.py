"""The documentation of the audit log."""

import re
from pathlib import Path

import pytest

from auth.domain.security.audit import AuditKind

pytestmark = pytest.mark.unit

PAGE = Path(__file__).parents[4] / "docs" / "audit-log.md"


def test_each_kind_is_described() -> None:
    _, _, table = PAGE.read_text(encoding="utf-8").partition("## Kinds")
    described = [
        kind
        for row in re.findall(r"^\| (`[^|]+`) \|", table, flags=re.MULTILINE)
        for kind in re.findall(r"`(\w+)`", row)
    ]
    assert sorted(described) == sorted(kind.value for kind in AuditKind)
