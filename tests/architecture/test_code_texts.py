"""Pages have a text, in every language, for each code that a service states: reasons, events, failures, decisions."""

import re
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final

import pytest

from library.domain.imports.collector import NOT_A_TITLE, UNUSED_FILE
from library.domain.imports.formats.marquee.export import DERIVED, ENDED, SMART_LIST
from notifications.domain.webhooks.event_types import EVENT_TYPES
from playback.domain.assets.edits import EditKind
from playback.domain.keys.release import Outcome, System
from web.presentation.pages.playback.key_releases import OUTCOMES, SYSTEMS
from web.presentation.rendering.texts import load_texts

pytestmark = pytest.mark.unit

REASON: Final = "reasons."
EVENT: Final = "events."
FAILURE: Final = "failures."
FAILED: Final = re.compile(
    r'(?:GuardedCallFailed|ConnectFailed|Refused)\("([a-z_]+)"|error_code ?= ?["\']([a-z_]+)["\']|code = "([a-z_]+)" if'
)
STATED: Final = re.compile(
    r'InvalidValue\(\s*"([a-z_]+)"|\.(?:notice|ignore)\([^,]+,\s*"([a-z_]+)"|"(dates_[a-z]+)",'
    r'|reason = "([a-z_]+)"',
)
OTHERS: Final = frozenset(
    {
        NOT_A_TITLE,
        UNUSED_FILE,
        DERIVED,
        ENDED,
        SMART_LIST,
        "collection",
        "same_day",
        "too_short",
        "trailer",
        "unused_entry",
        "up_next",
    }
)
"""Codes that are chosen by a value of a row."""


def reasons(root: Path) -> frozenset[str]:
    """Return the codes that readers of files state."""
    folder = root / "services/library/src/library/domain/imports"
    text = "\n".join(module.read_text() for module in sorted(folder.glob("**/*.py")))
    return frozenset(code for groups in STATED.findall(text) for code in groups if code) | OTHERS


def test_every_reason_has_a_text(root: Path) -> None:
    codes = reasons(root)
    assert {"invalid_date", "column_missing", "followed", "dates_mixed", "counted_in_history"} <= codes
    texts = {key.removeprefix(REASON) for key in load_texts() if key.startswith(REASON)}
    assert sorted(codes ^ texts) == []


def test_every_event_of_webhooks_has_a_text() -> None:
    texts = {key.removeprefix(EVENT) for key in load_texts() if key.startswith(EVENT)}
    assert sorted({name.replace(".", "_") for name in EVENT_TYPES} ^ texts) == []


def test_every_failure_of_a_webhook_has_a_text(root: Path) -> None:
    folders = (root / "libs/egress/src/egress", *root.glob("services/notifications/src/*/*/webhooks"))
    assert len(folders) > 3
    modules = [module for folder in folders for module in folder.glob("**/*.py")]
    groups = [code for module in modules for code in FAILED.findall(module.read_text())]
    codes = {code for group in groups for code in group if code} | {f"status_{hundred}xx" for hundred in (1, 4, 5)}
    assert {"not_reachable", "unexpected", "webhook_disabled", "rate_limited"} <= codes
    texts = {key.removeprefix(FAILURE) for key in load_texts() if key.startswith(FAILURE)}
    assert sorted(codes ^ texts) == []


def test_every_decision_about_a_key_has_a_text_and_can_be_chosen() -> None:
    codes: dict[str, tuple[type[StrEnum], Sequence[str]]] = {
        "playback.outcome_": (Outcome, OUTCOMES),
        "playback.system_": (System, SYSTEMS),
    }
    for beginning, (values, choices) in codes.items():
        texts = {key.removeprefix(beginning) for key in load_texts() if key.startswith(beginning)}
        assert sorted({"any", *map(str, values)} ^ texts) == []
        assert sorted(choices) == sorted(["", *map(str, values)])


def test_every_edit_of_a_video_has_a_text() -> None:
    beginning = "playback.edit_"
    texts = {key.removeprefix(beginning) for key in load_texts() if key.startswith(beginning)}
    assert sorted(texts) == sorted(map(str, EditKind))
