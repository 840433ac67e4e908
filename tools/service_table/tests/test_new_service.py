"""A service from the template: names that are rejected, and a whole one in a copy of the repository."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from service_table.new_service import InvalidName, check_name, filled, main, next_port, subscribed
from service_table.table import ROOT, services

NAME = "reviews"
CHECKS = (
    "tests/architecture/test_error_tables.py",
    "tests/architecture/test_event_flows.py",
    "tests/architecture/test_generated_files.py",
    "tests/architecture/test_import_rules.py::test_every_service_is_layered",
    "tests/architecture/test_migrations.py",
    "tests/architecture/test_purity.py",
    "tests/architecture/test_sizes_and_names.py",
    "tests/architecture/test_transactions.py",
    "tests/deploy/test_compose.py",
    "tests/deploy/test_overlays.py",
    "tests/deploy/test_rules.py",
    "libs/contracts/tests/test_export.py",
    "tools/devstack/tests/unit/test_ports.py",
    f"services/{NAME}/tests/unit",
)


@pytest.mark.unit
@pytest.mark.parametrize("name", ["", "r", "Reviews", "re-views", "re_views", "1reviews", "class", "r" * 31])
def test_malformed_name_is_rejected(name: str) -> None:
    with pytest.raises(InvalidName, match="name must be 2 to 30"):
        check_name(ROOT, name)


@pytest.mark.unit
@pytest.mark.parametrize("name", ["catalog", "contracts", "devstack", "newservice", "json"])
def test_name_of_another_package_is_rejected(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name]) == 2
    assert f"name must not be that of another package, got '{name}'" in capsys.readouterr().err


@pytest.mark.unit
def test_port_is_the_first_that_no_process_has() -> None:
    assert next_port({0, 1, 3}) == 2
    assert next_port(set(range(7))) == 12
    assert next_port({spec.port for spec in services()}) >= 12


@pytest.mark.unit
def test_template_is_filled_in_every_form_of_the_name() -> None:
    text = "newservice NEWSERVICE_URL NewserviceError PORT_OFFSET"
    assert filled(text, NAME, 12) == "reviews REVIEWS_URL ReviewsError 12"


@pytest.mark.unit
def test_service_is_added_to_the_consumers_of_deleted_users() -> None:
    text = 'a\n@event("user.deleted.v1", publisher="auth", consumers=("library",))\nb'
    assert 'consumers=("library", "reviews"))' in subscribed(text, NAME)
    with pytest.raises(ValueError, match="declares no consumers"):
        subscribed("nothing", NAME)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the repository that has the new service."""
    root = tmp_path_factory.mktemp("repository")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, root / name)
    assert main([NAME, "--root", str(root)]) == 0
    return root


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "format", "--check", "."),
        ("ruff", "check", "."),
        ("mypy", f"services/{NAME}"),
        ("importlinter.cli", "lint-imports"),
        ("pytest", "-q", "-m", "unit", "-p", "no:cacheprovider", *CHECKS),
    ],
    ids=lambda command: command[0],
)
def test_new_service_passes_the_checks(copy: Path, command: tuple[str, ...]) -> None:
    sources = os.pathsep.join(str(path) for path in [*sorted(copy.glob("*/*/src")), copy / "tests/e2e"])
    arguments = [sys.executable, "-m", *command]
    if command[0] == "importlinter.cli":
        code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
        arguments = [sys.executable, "-c", code]
    result = subprocess.run(
        arguments, cwd=copy, env={**os.environ, "PYTHONPATH": sources}, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
