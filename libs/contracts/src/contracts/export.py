"""Writes the contracts as documents: one JSON Schema per event, and one AsyncAPI document over all of them.

`python -m contracts.export` writes them, `--check` names the stale ones, `--release` freezes today's schemas.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from contracts.asyncapi import asyncapi
from contracts.registry import EVENTS
from contracts.schemas import JsonObject, schema_of

PACKAGE = Path(__file__).parents[2]


def documents() -> dict[Path, str]:
    """Give each document's text by its path within the contracts package."""
    schemas = {Path("schemas", f"{event.type}.json"): _text(schema_of(event)) for event in EVENTS}
    return schemas | {Path("asyncapi.json"): _text(asyncapi(version("marquee-contracts")))}


def stale(root: Path) -> list[str]:
    """Name every document under `root` that is missing, out of date, or of an event that is no more."""
    expected = documents()
    there = {path.relative_to(root) for path in (root / "schemas").glob("*.json")}
    old = [path for path, text in expected.items() if _read(root / path) != text]
    return sorted(str(path) for path in {*old, *(there - expected.keys())})


def write(root: Path) -> None:
    """Write every document under `root`, and remove schemas of events that are no more."""
    expected = documents()
    for path in (root / "schemas").glob("*.json"):
        if path.relative_to(root) not in expected:
            path.unlink()
    for path, text in expected.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def release(root: Path, name: str) -> Path:
    """Freeze today's schemas as version `name` and give their folder; FileExistsError if it was released."""
    folder = root / "schemas" / "released" / name
    folder.mkdir(parents=True)
    for event in EVENTS:
        (folder / f"{event.type}.json").write_text(_text(schema_of(event)), encoding="utf-8")
    return folder


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 1 when `--check` finds a stale document."""
    parser = argparse.ArgumentParser(prog="python -m contracts.export", description=__doc__)
    parser.add_argument("--root", type=Path, default=PACKAGE, help="the folder of the contracts package")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--check", action="store_true", help="write nothing, name stale documents, fail if any")
    choice.add_argument("--release", metavar="VERSION", help="freeze today's schemas as a released version")
    options = parser.parse_args(arguments)
    if options.check:
        for name in (found := stale(options.root)):
            sys.stderr.write(f"stale: {name}; run python -m contracts.export\n")
        return 1 if found else 0
    write(options.root)
    if options.release:
        release(options.root, options.release)
    return 0


def _text(document: JsonObject) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main())
