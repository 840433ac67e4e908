"""Tests spread over processes: those of one module run in one process."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

MODULE = "import pytest\n\n@pytest.mark.parametrize('number', range(6))\ndef test_number(number):\n    pass\n"


def test_tests_of_one_module_run_in_one_process(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / f"test_{name}.py").write_text(MODULE, "utf-8")
    options = ["-v", "-n", "2", "--dist", "loadscope", "--no-loadscope-reorder", "-p", "no:cacheprovider"]
    plugin = ["-p", "devstack.testing.parallel_plugin"]
    command = [sys.executable, "-m", "pytest", *options, *plugin, "--rootdir", str(tmp_path), str(tmp_path)]
    output = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    for name in ("first", "second"):
        passed = [line for line in output.splitlines() if f"test_{name}.py" in line and "PASSED" in line]
        assert len(passed) == 6
        assert len({line.split("]")[0] for line in passed}) == 1, output
