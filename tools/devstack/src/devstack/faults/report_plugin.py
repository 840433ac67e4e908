"""Fault tests: a seed, a log for each test, anomalies that fail it, and a report at the end."""

import random
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Final

import pytest
from rich.console import Console

from devstack.faults.log import FaultLog
from devstack.faults.report import Row, print_table, row_of, write

_LOG: Final = pytest.StashKey[FaultLog]()
_ROW: Final = "fault_report"
_LARGEST_SEED: Final = 2**32
_WIDTH: Final = 160


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of fault tests."""
    group = parser.getgroup("faults", "fault tests")
    group.addoption("--fault-seed", type=int, help="seed of the fault tests; random by default, and always printed")
    group.addoption("--nightly", action="store_true", help="run soak tests and long pauses too")


def pytest_configure(config: pytest.Config) -> None:
    """Choose the seed; processes that share the tests get that of the process which spreads them."""
    config.addinivalue_line("markers", "nightly: a soak test or a long pause; run with --nightly")
    config.addinivalue_line("markers", "short: a fault test that `make test` runs too")
    if config.option.fault_seed is None:
        config.option.fault_seed = random.SystemRandom().randrange(_LARGEST_SEED)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Make every fault test slow unless it is a short one; leave out the nightly ones unless they are wanted."""
    unwanted = [item for item in items if item.get_closest_marker("nightly") and not config.option.nightly]
    if unwanted:
        config.hook.pytest_deselected(items=unwanted)
        items[:] = [item for item in items if item not in set(unwanted)]
    for item in items:
        if "faults" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("short"):
            item.add_marker("slow")


@pytest.fixture
def faults(request: pytest.FixtureRequest) -> FaultLog:
    """Return the log of this test."""
    log = FaultLog.of(request.config.option.fault_seed, request.node.name)
    request.node.stash[_LOG] = log
    return log


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that recorded anomalies or performed nothing, and attach its row to the report."""
    report = yield
    log = item.stash.get(_LOG, None)
    if log is None or call.when != "call":
        return report
    if report.passed and (failure := log.failure()):
        report.outcome, report.longrepr = "failed", failure
    row = row_of(item.name, log, passed=report.passed, seconds=call.duration)
    report.user_properties.append((_ROW, row))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the report of the fault tests that ran, and write it as JSON."""
    rows = [
        Row(**value)
        for reports in terminalreporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport)
        for name, value in report.user_properties
        if name == _ROW and isinstance(value, dict)
    ]
    if not rows:
        return
    seed = config.option.fault_seed
    path = Path(config.rootpath) / "build" / "faults" / f"{seed}.json"
    terminalreporter.section("fault report")
    sys.stdout.flush()
    print_table(rows, seed, Console(width=_WIDTH))
    write(rows, seed, path)
    terminalreporter.write_line(f"also as {path.relative_to(config.rootpath)}; again with: make faults seed={seed}")
