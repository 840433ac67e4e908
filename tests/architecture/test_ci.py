"""CI runs every check and the tests: a rule that no command checks is no rule."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

CHECKS = (
    "ruff format --check .",
    "ruff check .",
    "lint-imports",
    "mypy $(SOURCES)",
    "mypy conftest.py",
    "mypy benchmarks/import",
    "mypy benchmarks/pipeline",
    "mypy benchmarks/catalog",
    "mypy benchmarks/http",
    "mypy benchmarks/search",
    "pytest -q $(RULES)",
)


def _recipe(makefile: str, target: str) -> str:
    """Return the commands of a target and of the targets that it makes."""
    match = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", makefile, flags=re.MULTILINE)
    assert match is not None, f"the Makefile has no target {target}"
    recipe = match[1]
    for line in re.findall(r"\$\(MAKE\)(.*)", recipe):
        recipe += "".join(_recipe(makefile, name) for name in line.split() if not name.startswith("-"))
    return recipe


def test_ci_runs_the_checks_and_the_tests(root: Path) -> None:
    lines = (root / ".ci/run").read_text(encoding="utf-8").splitlines()
    targets = [match[1] for line in lines if (match := re.fullmatch(r"(?:exec )?make ([\w-]+)", line))]
    assert targets == ["check", "test"]
    assert "set -euo pipefail" in lines, "a failed target must fail the run"


@pytest.mark.parametrize("check", CHECKS)
def test_make_check_runs_the_check(root: Path, check: str) -> None:
    assert check in _recipe((root / "Makefile").read_text(encoding="utf-8"), "check")


def test_the_test_targets_leave_no_test_out(root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    assert '-m "not slow" --ignore=$(RULES) $(ARGS)' in _recipe(makefile, "test")
    assert "--ignore=$(FAULTS) -m slow $(ARGS)" in _recipe(makefile, "test-slow")
    assert "pytest -q $(FAULTS) " in _recipe(makefile, "faults"), "what `make test-slow` leaves out"
    assert "FAULTS := tests/faults\n" in makefile
    assert "RULES := tests/architecture\n" in makefile, "what `make test` leaves out is what `make check` runs"
