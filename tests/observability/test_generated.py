"""The list of metrics, the dashboards and the rules of Kubernetes are those that follow from the code."""

import subprocess
import sys

import pytest
from tests.observability.conftest import ROOT

pytestmark = pytest.mark.unit


def test_generated_files_are_current() -> None:
    # In a process of its own: it imports every service.
    command = [sys.executable, "-m", "deploy.observability.generate", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
