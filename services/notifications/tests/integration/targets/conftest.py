"""An installation that uses every channel of targets."""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from notifications.bootstrap import Container

Code = Callable[[], Awaitable[str]]
"""Returns the code that was sent last."""


@pytest.fixture
def settings(settings: dict[str, Any], tmp_path: Path) -> dict[str, Any]:
    return {
        **settings,
        "vapid_key": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAc",
        "vapid_subject": "mailto:operator@example.org",
        "sms_folder": tmp_path / "sms",
        "targets_per_user": 3,
    }


@pytest.fixture
def code(container: Container, rows: Callable[[str], Awaitable[list[dict[str, Any]]]]) -> Code:
    async def read() -> str:
        sent = [row for row in await rows("deliveries") if row["kind"] == "phone_confirmation"]
        row = max(sent, key=lambda item: (item["created_at"], item["due_at"]))
        notice = container.sealed.open_notice(UUID(str(row["delivery_id"])), row["sealed"])
        assert re.fullmatch(r"[0-9]{6}", str(notice.values["code"]))
        return str(notice.values["code"])

    return read
