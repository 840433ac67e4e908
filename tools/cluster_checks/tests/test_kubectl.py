"""kubectl comes from its wheel alone, by its hash."""

import json
import os
import subprocess
from importlib import resources
from pathlib import Path

import pytest

from cluster_checks import kubectl
from devstack.errors import ArtifactUnavailable, UnsupportedPlatform
from devstack.folders import cache_folder

pytestmark = pytest.mark.integration


@pytest.mark.skipif(not kubectl.is_packaged(), reason="the wheel has a program for Linux on x86-64 only")
def test_program_is_unpacked_and_runs() -> None:
    program = kubectl.kubectl(cache_folder(os.environ))
    result = subprocess.run([program, "version", "--client", "-o", "json"], capture_output=True, check=True, timeout=60)
    version = json.loads(result.stdout)
    assert version["clientVersion"]["gitVersion"].startswith("v1.37.")
    assert version["kustomizeVersion"].startswith("v5.")


@pytest.mark.skipif(not kubectl.is_packaged(), reason="the wheel has a program for Linux on x86-64 only")
def test_another_hash_is_rejected_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package, cache = tmp_path / "package", tmp_path / "cache"
    package.mkdir()
    cache.mkdir()
    text = resources.files("cluster_checks").joinpath("kubectl.txt").read_text("utf-8")
    name, _, digest = text.strip().rpartition("sha256:")
    (package / "kubectl.txt").write_text(f"{name}sha256:{digest[::-1]}\n", "utf-8")
    monkeypatch.setattr(resources, "files", lambda _package: package)
    with pytest.raises(ArtifactUnavailable, match="could not be installed"):
        kubectl.kubectl(cache)
    assert list(cache.iterdir()) == []


def test_another_platform_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kubectl, "is_packaged", lambda: False)
    with pytest.raises(UnsupportedPlatform, match="no packaged kubectl"):
        kubectl.kubectl(tmp_path)
