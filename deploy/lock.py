#!/usr/bin/env python3
"""Writes deploy/requirements.txt: of the packages pinned for development, those that the services run on.

`python deploy/lock.py` writes it, `--check` says whether it is current. One lock stays the only source of versions
and hashes; this is the part of it that goes into the images. Run it in the project's environment on Linux.
"""

import re
import sys
import tomllib
from collections.abc import Mapping
from importlib.metadata import requires
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent
LOCK: Final = ROOT / "requirements" / "dev.txt"
TARGET: Final = HERE / "requirements.txt"
HEADER: Final = "# Written by deploy/lock.py from requirements/dev.txt: what the services run on.\n"


def closure(roots: list[str], ours: Mapping[str, list[str]], replacements: Mapping[str, list[str]]) -> set[str]:
    """Return the names of every third-party package that the roots need, directly or not, on this platform.

    `ours` has the requirements of our own packages, `replacements` those that count instead of what a package states;
    the others come from what is installed.
    """
    todo = [Requirement(root) for root in roots]
    seen: set[tuple[str, str]] = set()
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        for extra in {"", *requirement.extras}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                texts = replacements[name] if name in replacements else ours.get(name) or requires(name) or ()
                needs = (Requirement(text) for text in texts)
                todo += [need for need in needs if need.marker is None or need.marker.evaluate({"extra": extra})]
    return {name for name, _ in seen if name not in ours}


def declared() -> dict[str, list[str]]:
    """Return the requirements of everything that has an image, by the name of its distribution."""
    members = ("libs/*", "services/*", "tools/provider_simulator")
    paths = [path for member in members for path in ROOT.glob(f"{member}/pyproject.toml")]
    projects = (tomllib.loads(path.read_text(encoding="utf-8"))["project"] for path in paths)
    return {project["name"]: project["dependencies"] for project in projects}


def replaced() -> dict[str, list[str]]:
    """Return the requirements that the workspace gives to packages of others, by the name of the distribution."""
    workspace = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {row["name"]: row["requires-dist"] for row in workspace["tool"]["uv"]["dependency-metadata"]}


def pinned(lock: str) -> dict[str, str]:
    """Return each pinned package's lines, hashes included, by its name."""
    blocks = re.findall(r"^[A-Za-z0-9].*(?:\n[ \t]+.*)*\n?", lock, flags=re.MULTILINE)
    return {canonicalize_name(re.split(r"[=\[ ;]", block, maxsplit=1)[0]): block.rstrip("\n") for block in blocks}


def expected() -> str:
    """Return the text of deploy/requirements.txt; LookupError names packages that the lock does not pin."""
    ours = declared()
    blocks = pinned(LOCK.read_text(encoding="utf-8"))
    needed = sorted(closure(list(ours), ours, replaced()))
    if missing := [name for name in needed if name not in blocks]:
        raise LookupError(f"requirements/dev.txt does not pin {', '.join(missing)}")
    return HEADER + "".join(f"{blocks[name]}\n" for name in needed)


def main() -> int:
    """Write the file, or with `--check` only compare: 1 when it is stale."""
    text = expected()
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text, encoding="utf-8")
        return 0
    if TARGET.is_file() and TARGET.read_text(encoding="utf-8") == text:
        return 0
    sys.stderr.write("stale: deploy/requirements.txt; run python deploy/lock.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
