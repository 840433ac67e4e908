"""The TypeScript client: its written modules, with the types that openapi-typescript makes of the document."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from api_clients.operations import Document
from devstack.testing.node_packages import PACKAGES, Node, install

GENERATOR: Final = "node_modules/openapi-typescript/bin/cli.js"
COMPILER: Final = "node_modules/typescript/bin/tsc"
_SECONDS: Final = 300


class CompilationFailed(Exception):
    """A program of Node.js failed; the text is what it wrote."""


def build(
    document: Document, written: Path, output: Path, cache: Path, more: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Build the client from its written part in a folder and more modules, with its packages from the cache."""
    node = Node.of_wheel()
    packages = install(cache, node, "typescript-client", {name: (written / name).read_bytes() for name in PACKAGES})
    shutil.copytree(written, output, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules", "dist"))
    for name, text in more.items():
        (output / "src" / name).write_text(text, "utf-8")
    modules = output / "node_modules"
    modules.unlink(missing_ok=True)
    modules.symlink_to(packages / "node_modules", target_is_directory=True)
    source = output / "openapi.json"
    source.write_text(json.dumps(document), "utf-8")
    run(output, GENERATOR, str(source), "--output", str(output / "src" / "schema.ts"))
    source.unlink()
    run(output, COMPILER, "--project", "tsconfig.json")


def run(folder: Path, program: str, *arguments: str) -> str:
    """Run a program with the Node.js of the wheel, and return what it wrote; raise CompilationFailed."""
    command = [str(Node.of_wheel().program), program, *arguments]
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=False)
    if result.returncode != 0:
        raise CompilationFailed(result.stdout + result.stderr)
    return result.stdout
