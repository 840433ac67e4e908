"""Tests spread over processes: those of one module, and those that share a server, run in one process."""

import subprocess
import sys
from pathlib import Path

import pytest

from devstack.testing.parallel_plugin import BROKER, DEMO, LAST, MODULES, pytest_xdist_auto_num_workers, unlisted

pytestmark = pytest.mark.unit

MODULE = """
import os, pytest

@pytest.mark.parametrize('content', [os.urandom(99) for _ in range(6)])
def test_content(content):
    pass
"""


def test_tests_of_one_module_run_in_one_process_and_each_collects_the_same(tmp_path: Path) -> None:
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


def test_one_process_more_than_cores_is_started() -> None:
    numbers = pytest_xdist_auto_num_workers()
    next(numbers)
    with pytest.raises(StopIteration) as returned:
        numbers.send(2)
    assert returned.value.value == 3


def test_every_listed_module_exists() -> None:
    root = Path(__file__).parents[4]
    assert [path for path in MODULES if not (root / path).is_file()] == []
    assert MODULES.keys() >= LAST


def test_the_last_module_of_a_server_runs_after_the_others_of_it() -> None:
    root = Path(__file__).parents[4]
    [last] = LAST
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", last, "tests/e2e/test_roles.py"]
    output = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    modules = [line.partition("::")[0] for line in output.splitlines() if "::" in line]
    assert list(dict.fromkeys(modules)) == ["tests/e2e/test_roles.py", last]


def test_a_module_that_uses_a_shared_server_must_be_listed() -> None:
    listed = next(path for path, server in MODULES.items() if server == BROKER)
    assert unlisted(f"{listed}::test_a", ["kafka_bootstrap", "tmp_path"]) is None
    assert unlisted("new/test_d.py::test_d", ["tmp_path"]) is None
    assert str(unlisted(f"{listed}::test_b[1]", ["stack"])).startswith(f"{listed} uses the {DEMO}: list it in MODULES")
    assert str(unlisted("new/test_c.py::test_c", ["fragile_kafka"])).startswith(
        f"new/test_c.py uses the {BROKER}: list"
    )
