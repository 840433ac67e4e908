"""`make setup` names an unusable Python, and what a failed setup leaves never stands in the way of the next one.

A simulator for the interpreter creates the environment, so nothing is installed and every step can be made to fail.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

# Responds to the Makefile's queries from files beside it: `version` says which Python it is, `fails` which step fails.
INTERPRETER = """#!/bin/sh
here='{here}'
case "$1" in
-c) case "$2" in
  *version_info\\ \\<*) case "$(cat $here/version)" in 3.1[1-9].*) exit 0 ;; *) exit 1 ;; esac ;;
  *print*) cat $here/version ;;
  esac ;;
-m) echo "$2" >> $here/steps
  case "$2" in
  venv) rm -rf .venv; mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
  pip) test "$(cat $here/fails)" != pip || exit 1
    printf '#!/bin/sh\\necho uv >> %s/steps\\ntest "$(cat %s/fails)" != uv\\n' "$here" "$here" > .venv/bin/uv
    chmod +x .venv/bin/uv ;;
  esac ;;
esac
"""

Setup = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def project(tmp_path: Path, root: Path) -> Path:
    """Return a folder with the Makefile, no dependencies, and an interpreter of version 3.11.9."""
    project = tmp_path / "a project"
    (project / "requirements").mkdir(parents=True)
    for name in ("bootstrap.txt", "dev.txt"):
        (project / "requirements" / name).touch()
    shutil.copy(root / "Makefile", project)
    interpreter = tmp_path / "python"
    interpreter.write_text(INTERPRETER.format(here=tmp_path), "utf-8")
    interpreter.chmod(0o755)
    (tmp_path / "version").write_text("3.11.9\n", "utf-8")
    (tmp_path / "fails").write_text("nothing\n", "utf-8")
    return project


@pytest.fixture
def setup(project: Path, tmp_path: Path) -> Setup:
    """Return a function that runs `make setup` with the interpreter, or another value of PYTHON."""

    def run(
        python: str = str(tmp_path / "python"), *, version: str = "", fails: str = "nothing"
    ) -> "subprocess.CompletedProcess[str]":
        if version:
            (tmp_path / "version").write_text(f"{version}\n", "utf-8")
        (tmp_path / "fails").write_text(f"{fails}\n", "utf-8")
        (tmp_path / "steps").write_text("", "utf-8")
        environment = {"PATH": os.environ["PATH"], **({"PYTHON": python} if python else {})}
        return subprocess.run(
            ["make", "setup"], cwd=project, env=environment, capture_output=True, text=True, check=False
        )

    return run


def steps(tmp_path: Path) -> list[str]:
    """Return what the last setup ran."""
    return (tmp_path / "steps").read_text("utf-8").split()


def test_a_setup_is_done_once(setup: Setup, tmp_path: Path) -> None:
    assert setup().returncode == 0
    assert steps(tmp_path) == ["venv", "pip", "uv", "uv"]
    assert setup().returncode == 0
    assert steps(tmp_path) == []


@pytest.mark.parametrize(
    ("python", "version", "cause"),
    [
        ("", "3.10.4", "is 3.10.4"),
        ("3.10", "", '"3.10" cannot be run'),
        ("/nowhere/python3.12", "", '"/nowhere/python3.12" cannot be run'),
    ],
)
def test_a_python_that_cannot_be_used_is_named(
    setup: Setup, project: Path, tmp_path: Path, python: str, version: str, cause: str
) -> None:
    done = setup(python or str(tmp_path / "python"), version=version)
    assert done.returncode == 2
    assert done.stdout.startswith("Python 3.11 or newer is needed, and ")
    assert cause in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert not (project / ".venv").exists()
    assert setup(version="3.12.1").returncode == 0


@pytest.mark.parametrize("step", ["pip", "uv"])
def test_a_setup_that_failed_is_made_again_from_nothing(setup: Setup, project: Path, tmp_path: Path, step: str) -> None:
    assert setup(fails=step).returncode == 2
    (project / ".venv" / "half").touch()
    assert setup().returncode == 0
    assert steps(tmp_path)[0] == "venv"
    assert not (project / ".venv" / "half").exists()


def test_an_update_that_failed_is_made_again_from_nothing(setup: Setup, project: Path, tmp_path: Path) -> None:
    assert setup().returncode == 0
    os.utime(project / "requirements" / "dev.txt", (4_000_000_000, 4_000_000_000))
    assert setup(fails="uv").returncode == 2
    assert steps(tmp_path) == ["pip", "uv"]
    os.utime(project / "requirements" / "dev.txt", (1_000_000_000, 1_000_000_000))
    assert setup().returncode == 0
    assert steps(tmp_path)[0] == "venv"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda venv: (venv / "bin" / "python").unlink(),
        lambda venv: (venv / "bin" / "python").write_text("#!/bin/sh\nexit 1\n", "utf-8"),
        lambda venv: (venv / "bin" / "python").chmod(0o644),
    ],
    ids=["interpreter removed", "interpreter too old", "interpreter not executable"],
)
def test_an_environment_that_does_not_run_is_made_again(
    setup: Setup, project: Path, tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    assert setup().returncode == 0
    spoil(project / ".venv")
    assert setup().returncode == 0
    assert steps(tmp_path)[0] == "venv"


def test_another_python_makes_the_environment_again(setup: Setup, project: Path, tmp_path: Path) -> None:
    assert setup().returncode == 0
    environment = project / ".venv" / "bin" / "python"
    environment.write_text(
        environment.read_text("utf-8").replace("cat $here/version ;;\n  esac", "echo 3.11.9 ;;\n  esac")
    )
    assert setup(version="3.12.1").returncode == 0
    assert steps(tmp_path)[0] == "venv"
