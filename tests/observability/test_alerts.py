"""Every alert fires on a bad series, says what it should, and is silent on a good one, in a real evaluator of rules."""

import os
import subprocess
from pathlib import Path

import pytest
from tests.observability.conftest import ROOT

from devstack.folders import cache_folder
from devstack.servers.go_modules import GoModules

# The first run builds the evaluator, for minutes.
pytestmark = [pytest.mark.integration, pytest.mark.slow]

CASES = Path(__file__).with_name("alerts")
EVALUATOR = "github.com/VictoriaMetrics/VictoriaMetrics/app/vmalert-tool"


@pytest.fixture(scope="module")
def evaluator() -> Path:
    """Return vmalert-tool, built from its Go module when the cache has none."""
    return GoModules(Path(__file__).with_name("modules"), cache_folder(os.environ)).program(EVALUATOR)


def _evaluate(evaluator: Path, cases: Path) -> subprocess.CompletedProcess[str]:
    command = [str(evaluator), "unittest", "--disableAlertgroupLabel", f"--files={cases}"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.yaml")))
def test_alerts_fire_when_they_should(evaluator: Path, name: str) -> None:
    done = _evaluate(evaluator, CASES / f"{name}.yaml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_wrong_expectation_fails(evaluator: Path) -> None:
    wrong = (CASES / "providers.yaml").read_text("utf-8").replace("severity: ticket", "severity: page", 1)
    path = CASES / "wrong.yaml"
    path.write_text(wrong, "utf-8")
    try:
        done = _evaluate(evaluator, path)
    finally:
        path.unlink()
    assert done.returncode != 0
    assert 'severity="page"' in done.stdout + done.stderr
