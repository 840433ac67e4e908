"""The recordings of the providers, for tests: found through `MARQUEE_RECORDINGS` alone, and counted in the summary."""

import os
from pathlib import Path
from typing import Final

import pytest

VARIABLE: Final = "MARQUEE_RECORDINGS"
MARKER: Final = "recordings"


@pytest.fixture(scope="session")
def recordings() -> Path:
    """Return the folder that MARQUEE_RECORDINGS names; skip the test where it is unset, fail where it is wrong."""
    folder = os.environ.get(VARIABLE)
    if not folder:
        pytest.skip(f"{VARIABLE} is not set")
    path = Path(folder)
    if not (path / "titles.json").is_file():
        pytest.fail(f"{VARIABLE} names no folder of recordings: {path} holds no titles.json")
    return path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that read recordings, so that `-m recordings` selects them."""
    for item in items:
        if "recordings" in getattr(item, "fixturenames", ()):
            item.add_marker(MARKER)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Report how many tests read recordings: tests that were skipped for want of them must not go unnoticed."""
    counts = {
        outcome: sum(MARKER in getattr(report, "keywords", ()) for report in terminalreporter.getreports(outcome))
        for outcome in ("passed", "failed", "error", "skipped")
    }
    if any(counts.values()):
        counted = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)
        folder = os.environ.get(VARIABLE) or f"{VARIABLE} is not set"
        terminalreporter.write_line(f"tests on recordings: {counted} ({folder})")
