"""What `marquee status` prints."""

import json
from pathlib import Path

import pytest

from devstack.commands import status
from devstack.commands.status import ProcessReport, StackReport
from devstack.processes.measurements import Events

pytestmark = pytest.mark.unit

LAST_IMPORT = "2026-11-21T12:00:00+00:00"
NAMES = ("notifications-worker-of-a-long-name", "postgres")


def process(name: str) -> ProcessReport:
    lag, outbox, oldest = 123_456, 123_456, 98_765.4
    return ProcessReport(
        name, "unavailable", 12_345, 4_194_303, 1 << 33, 12, None, lag, outbox, oldest, "1.2.0", start_seconds=1234.5
    )


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a stack that reports fixed values."""

    async def report(data: Path) -> StackReport:
        return StackReport(
            phase="ready",
            gateway="http://127.0.0.1:8000",
            data=str(data),
            postgres_data="memory",
            real_providers=False,
            real_budgets=False,
            ready_seconds=1.0,
            memory_bytes=1 << 34,
            processes=[process(name) for name in NAMES],
            events=Events(applied=10_000, late=2, dead_letters=None),
            jobs=[],
            providers=[],
            last_import=LAST_IMPORT,
        )

    monkeypatch.setattr(status, "report", report)
    return Path("/data")


def test_nothing_is_cut_where_the_output_is_no_terminal(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status.show(data, as_json=False)
    printed = capsys.readouterr().out
    for name in NAMES:
        [line] = [line for line in printed.splitlines() if name in line]
        assert [cell.strip() for cell in line.strip("│").split("│")] == [
            name,
            "unavailable",
            "12345",
            "4194303",
            "8192",
            "1234.5",
            "12",
            "123456",
            "123456",
            "98765.4",
        ]


def test_unknown_numbers_are_no_zeros(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status.show(data, as_json=False)
    assert "10,000 applied, 2 of them after more than 5 s; ? dead letters open" in capsys.readouterr().out


def test_the_last_import_is_shown_with_its_age(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status.show(data, as_json=False)
    assert "import    the last title at 2026-11-21 12:00:00 UTC, " in capsys.readouterr().out
    status.show(data, as_json=True)
    assert json.loads(capsys.readouterr().out)["lastImport"] == LAST_IMPORT
