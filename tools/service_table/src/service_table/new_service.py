"""`python -m service_table.new_service NAME` creates a service from the template and writes what follows from it."""

import argparse
import keyword
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from service_table.table import ROOT, services
from service_table.workspace import packages

TEMPLATE: Final = Path("tools/service_table/template")
SUFFIX: Final = ".template"
PLACEHOLDER: Final = "newservice"
RESERVED_PORTS: Final = frozenset({*range(7, 12), 13, 15, 20})
"""Offsets of processes that are no services: `devstack.ports` has them."""
EVENT: Final = Path("libs/contracts/src/contracts/auth.py")
_NAME: Final = re.compile(r"[a-z][a-z0-9]{1,29}")
_CONSUMERS: Final = re.compile(r'(@event\(\s*"user\.deleted\.v1".*?consumers=\()(.*?)(\))', re.DOTALL)


class InvalidName(ValueError):
    """A name that no new service can have; the text names the rule."""


def create(root: Path, name: str) -> Path:
    """Create the service, subscribe it to deleted users, write every generated file, and return the service's folder.

    Raise InvalidName.
    """
    check_name(root, name)
    port = next_port({spec.port for spec in services(root)})
    folder = root / "services" / name
    for source in sorted((root / TEMPLATE).rglob(f"*{SUFFIX}")):
        target = folder / str(source.relative_to(root / TEMPLATE)).removesuffix(SUFFIX).replace(PLACEHOLDER, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(filled(source.read_text("utf-8"), name, port), "utf-8")
    event = root / EVENT
    event.write_text(subscribed(event.read_text("utf-8"), name), "utf-8")
    _run(root, "ruff", "check", "--quiet", "--fix", "--select", "I", str(folder))
    _run(root, "ruff", "format", "--quiet", str(folder), str(event))
    _run(root, "contracts.export", "--root", str(root / "libs/contracts"))
    _run(root, "service_table", "--root", str(root))
    return folder


def check_name(root: Path, name: str) -> None:
    """Raise InvalidName unless a new service may have this name: it becomes a package, a schema, a role and a route."""
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise InvalidName(f"name must be 2 to 30 lower-case letters and digits and start with a letter, got {name!r}")
    if name in {*packages(root, "libs", "services", "tools"), PLACEHOLDER, *sys.stdlib_module_names}:
        raise InvalidName(f"name must not be that of another package, got {name!r}")


def next_port(ports: set[int]) -> int:
    """Return the first offset that neither a service nor another process of the stack has."""
    return next(port for port in range(1, 1000) if port not in ports | RESERVED_PORTS)


def filled(text: str, name: str, port: int) -> str:
    """Return a text of the template for a service."""
    for form in (str.lower, str.upper, str.capitalize):
        text = text.replace(form(PLACEHOLDER), form(name))
    return text.replace("PORT_OFFSET", str(port))


def subscribed(text: str, name: str) -> str:
    """Return the declarations of auth with the service among the consumers of `user.deleted`."""
    match = _CONSUMERS.search(text)
    if match is None:
        raise ValueError(f"{EVENT} declares no consumers of user.deleted.v1")
    names = [*re.findall(r'"(\w+)"', match[2]), name]
    consumers = ", ".join(f'"{consumer}"' for consumer in names) + ("," if len(names) == 1 else "")
    return text[: match.start()] + match[1] + consumers + match[3] + text[match.end() :]


def _run(root: Path, module: str, *arguments: str) -> None:
    """Run a module on the repository at `root`, in a process of its own: this one has read the old declarations."""
    sources = os.pathsep.join(str(path) for path in sorted(root.glob("*/*/src")))
    environment = {**os.environ, "PYTHONPATH": sources}
    subprocess.run([sys.executable, "-m", module, *arguments], check=True, cwd=root, env=environment)


def main(arguments: Sequence[str] | None = None) -> int:
    """Create the service that the argument names."""
    parser = argparse.ArgumentParser(prog="make new-service", description=__doc__)
    parser.add_argument("name", help="lower-case letters and digits, for example reviews")
    parser.add_argument("--root", type=Path, default=ROOT, help="the repository")
    options = parser.parse_args(arguments)
    try:
        folder = create(options.root, options.name)
    except InvalidName as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"created {folder.relative_to(options.root)}; next: docs/how-to/add-a-service.md\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
