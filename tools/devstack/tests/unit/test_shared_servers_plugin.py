"""A shared server ends after the last test of the modules that share it, and with the session at the latest."""

import subprocess
import sys
from pathlib import Path

import pytest

from devstack.testing.parallel_plugin import DEMO, MODULES

pytestmark = pytest.mark.unit

CONFTEST = """
import pytest
from devstack.testing.shared_servers_plugin import shared_servers

@pytest.fixture(scope="session")
def stack(pytestconfig):
    shared_servers(pytestconfig).callback(print, "ended")
"""
PLUGINS = ["-p", "devstack.testing.parallel_plugin", "-p", "devstack.testing.shared_servers_plugin"]


def output_of(folder: Path, *names: str) -> list[str]:
    """Return what a run of tests prints that use the stack, if their module is one that may."""
    (folder / "conftest.py").write_text(CONFTEST, "utf-8")
    for number, name in enumerate(names):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        arguments = "stack" if name in MODULES else ""
        (folder / name).write_text(f"def test_{number}({arguments}):\n    print('test {number}')\n", "utf-8")
    options = ["-q", "-s", "--import-mode=importlib", "--no-header", "-p", "no:cacheprovider", "-W", "ignore"]
    command = [sys.executable, "-m", "pytest", *options, *PLUGINS, "--rootdir", str(folder), *names]
    output = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout
    return [line.lstrip(".") for line in output.splitlines() if "test " in line or "ended" in line]


def test_a_server_ends_before_the_next_test_that_does_not_share_it(tmp_path: Path) -> None:
    one, two = [path for path, server in MODULES.items() if server == DEMO][:2]
    assert output_of(tmp_path, one, two, "test_other.py") == ["test 0", "test 1", "ended", "test 2"]


def test_a_server_ends_with_the_session(tmp_path: Path) -> None:
    one = next(path for path, server in MODULES.items() if server == DEMO)
    assert output_of(tmp_path, one) == ["test 0", "ended"]
