"""Fault tests fail by anomalies, and report what they did."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from devstack.faults.log import Anomaly, FaultLog
from devstack.faults.report import quantile

pytestmark = pytest.mark.unit

HEAD = "from devstack.faults.log import Anomaly\n"
PLUGIN = "devstack.faults.report_plugin"


def _run(folder: Path, source: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = slow: slow\naddopts = --strict-markers\n")
    (folder / "test_sample.py").write_text(HEAD + source)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", PLUGIN, *options, "test_sample.py"]
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_a_test_without_anomalies_passes_and_is_reported(tmp_path: Path) -> None:
    done = _run(
        tmp_path,
        "def test_kills(faults):\n    faults.performed(7)\n    faults.injected('kill stats', 2)\n"
        "    faults.recovered(1.5)\n    faults.note('ratio', '1.2')\n",
        "--fault-seed=7",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "seed 7: 7 operations, 2 faults, 0 anomalies" in done.stdout
    assert "1.5 s / 1.5 s / 1.5 s" in done.stdout
    report = json.loads((tmp_path / "build/faults/7.json").read_text())
    assert report["seed"] == 7
    [row] = report["tests"]
    assert row["seconds"] >= 0
    assert {name: row[name] for name in row if name != "seconds"} == {
        "test": "test_kills",
        "passed": True,
        "operations": 7,
        "faults": {"kill stats": 2},
        "anomalies": {},
        "recoveries": [1.5],
        "notes": {"ratio": "1.2"},
    }


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("    faults.performed()\n    faults.anomaly(Anomaly.LOST, 'event 3')\n", "lost: event 3"),
        ("    faults.performed()\n    faults.expect([], Anomaly.DUPLICATED, 'row 4')\n", "duplicated: row 4"),
        ("    pass\n", "performed no operation"),
        ("    faults.performed()\n    raise ValueError('broken')\n", "broken"),
    ],
)
def test_an_anomaly_or_no_operation_fails_the_test(body: str, says: str, tmp_path: Path) -> None:
    done = _run(tmp_path, f"def test_it(faults):\n{body}", "--fault-seed=1")
    assert done.returncode == 1
    assert says in done.stdout
    [row] = json.loads((tmp_path / "build/faults/1.json").read_text())["tests"]
    assert row["passed"] is False


def test_a_random_seed_is_printed(tmp_path: Path) -> None:
    done = _run(tmp_path, "def test_it(faults):\n    faults.performed(faults.random.randrange(1, 9))\n")
    [path] = (tmp_path / "build/faults").iterdir()
    assert f"make faults seed={path.stem}" in done.stdout


def test_fault_tests_are_slow_unless_they_are_short_and_nightly_ones_wait_for_the_night(tmp_path: Path) -> None:
    source = (
        "import pytest\n"
        "def test_usual(faults):\n    faults.performed()\n"
        "@pytest.mark.short\ndef test_short(faults):\n    faults.performed()\n"
        "@pytest.mark.nightly\ndef test_soak(faults):\n    faults.performed()\n"
        "def test_other():\n    pass\n"
    )
    assert "2 passed, 2 deselected" in _run(tmp_path, source, "-m", "not slow").stdout
    assert "3 passed, 1 deselected" in _run(tmp_path, source).stdout
    assert "4 passed" in _run(tmp_path, source, "--nightly").stdout


def test_chance_depends_on_the_seed_and_the_name() -> None:
    draws = {(seed, name): FaultLog.of(seed, name).random.random() for seed in (1, 2) for name in ("a", "b")}
    assert len(set(draws.values())) == 4
    assert draws[1, "a"] == FaultLog.of(1, "a").random.random()


def test_many_anomalies_are_counted_and_some_are_shown() -> None:
    log = FaultLog.of(1, "a")
    log.performed()
    for number in range(50):
        log.anomaly(Anomaly.LOST, str(number))
    failure = log.failure() or ""
    assert failure.startswith("50 lost (seed 1)\nlost: 0\n")
    assert len(failure.splitlines()) == 21


def test_quantiles_are_by_the_nearest_rank() -> None:
    assert [quantile([3.0, 1.0, 2.0], share) for share in (0.0, 0.5, 0.95, 1.0)] == [1.0, 2.0, 3.0, 3.0]
