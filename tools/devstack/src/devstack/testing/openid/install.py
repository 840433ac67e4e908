"""Installs the provider's packages once per lock file, into the cache that the other servers of tests share."""

import hashlib
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from devstack.errors import ArtifactUnavailable

PACKAGES: Final = ("package.json", "package-lock.json")
PROGRAM: Final = "provider.mjs"
_INSTALL_SECONDS: Final = 300


@dataclass(frozen=True, slots=True)
class Node:
    """The Node.js of the wheel: its program and its npm. None of the machine is ever used."""

    program: Path
    npm: Path

    @classmethod
    def of(cls, folder: Path) -> "Node":
        """Return those of the folder of the wheel's package."""
        return cls(folder / "bin" / "node", folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")


def install(cache: Path, node: Node) -> Path:
    """Return the folder with the provider and its packages; raise ArtifactUnavailable.

    npm verifies each package by the SHA-512 of the lock file and runs no script of any. The folder is named after its
    content and appears by one rename, so that two sessions may install at the same time.
    """
    files = {name: resources.files(__package__).joinpath(name).read_bytes() for name in (*PACKAGES, PROGRAM)}
    home = cache / f"openid-provider-{hashlib.sha256(b''.join(files.values())).hexdigest()[:12]}"
    if home.exists():
        return home
    staging = Path(tempfile.mkdtemp(dir=cache, prefix="staging-"))
    try:
        for name, content in files.items():
            (staging / name).write_bytes(content)
        _install_packages(staging, node)
        try:
            staging.rename(home)
        except OSError:
            if not home.exists():
                raise
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return home


def _install_packages(folder: Path, node: Node) -> None:
    result = subprocess.run(
        [str(node.program), str(node.npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=_INSTALL_SECONDS,
        check=False,
    )
    if result.returncode != 0:
        raise ArtifactUnavailable(f"the packages of the OpenID provider could not be installed: {result.stderr[-800:]}")
