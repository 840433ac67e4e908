"""Files of Go modules come with the hashes of the lock, and a program is built once."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from devstack.errors import ArtifactUnavailable
from devstack.folders import cache_folder
from devstack.servers.go_modules import LOCK, GoModules

LOCKED = Path(__file__).parents[4] / "tests" / "deploy" / "modules"
SPECIFICATION = "github.com/opencontainers/image-spec"


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """Return a folder with a copy of the lock."""
    for name in LOCK:
        shutil.copy(LOCKED / name, tmp_path / name)
    return tmp_path


def test_a_module_has_its_files(lock: Path) -> None:
    source = GoModules(lock, cache_folder(os.environ)).source(SPECIFICATION)
    assert (source / "schema" / "config-schema.json").is_file()
    assert source.is_relative_to(cache_folder(os.environ))


def test_a_module_with_another_hash_is_rejected(lock: Path) -> None:
    sums = (lock / "go.sum").read_text("utf-8")
    pattern = rf"({SPECIFICATION} v[0-9.]+ h1:)\w{{8}}"
    assert re.search(pattern, sums)
    (lock / "go.sum").write_text(re.sub(pattern, r"\1AAAAAAAA", sums), "utf-8")
    with pytest.raises(ArtifactUnavailable, match="checksum mismatch"):
        GoModules(lock, cache_folder(os.environ)).source(SPECIFICATION)


def test_a_program_is_built_once(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example\n", "utf-8")
    (tmp_path / "go.sum").touch()
    (tmp_path / "main.go").write_text('package main\n\nfunc main() { println("built") }\n', "utf-8")
    modules = GoModules(tmp_path, cache_folder(os.environ))
    program = modules.program("example")
    try:
        assert subprocess.run([program], capture_output=True, text=True, check=True).stderr == "built\n"
        (tmp_path / "main.go").unlink()
        assert modules.program("example") == program
    finally:
        shutil.rmtree(program.parent)


def test_a_package_without_lock_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example\n", "utf-8")
    (tmp_path / "go.sum").touch()
    with pytest.raises(ArtifactUnavailable, match="import lookup disabled"):
        GoModules(tmp_path, cache_folder(os.environ)).program("github.com/opencontainers/umoci/cmd/umoci")
