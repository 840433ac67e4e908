"""Files that follow from the service table and the event catalog are current, and a change by hand is reported."""

import shutil
from pathlib import Path

import pytest

from contracts.event_catalog import EVENTS
from service_table.__main__ import main
from service_table.generate import generated, stale
from service_table.table import DECLARATION, services

pytestmark = pytest.mark.unit


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """Return a folder with the declarations and every file that follows from them."""
    declarations = [*root.glob(f"services/*/{DECLARATION}"), *root.glob("*/*/src/*/__init__.py")]
    for path in {*generated(root), *declarations}:
        target = tmp_path / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return tmp_path


def test_generated_files_are_current(root: Path) -> None:
    assert stale(root) == []


def test_change_by_hand_is_reported(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--check", "--root", str(copy)]) == 0
    changed = copy / "deploy/k8s/base/auth.yaml"
    changed.write_text(changed.read_text("utf-8").replace("8080", "8081"), "utf-8")
    region = copy / "docker-compose.yml"
    region.write_text(region.read_text("utf-8").replace("http://stats:8080", "http://stats:8081"), "utf-8")
    assert main(["--check", "--root", str(copy)]) == 1
    assert "stale: deploy/k8s/base/auth.yaml; run make generate" in capsys.readouterr().err
    assert stale(copy) == ["deploy/k8s/base/auth.yaml", "docker-compose.yml"]
    assert main(["--root", str(copy)]) == 0
    assert stale(copy) == []


def test_every_publisher_and_consumer_is_a_service() -> None:
    names = {spec.name for spec in services()}
    assert {name for event in EVENTS for name in (event.spec.publisher, *event.spec.consumers)} <= names


def test_every_service_has_a_declaration(root: Path) -> None:
    folders = {path.parent.name for path in root.glob("services/*/pyproject.toml")}
    assert folders == {spec.name for spec in services()}
