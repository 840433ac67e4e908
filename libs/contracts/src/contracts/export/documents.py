"""The documents by path, which of them are out of date, and writing them."""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Final

from contracts.event_catalog import EVENTS, PUBLIC_EVENTS
from contracts.export.asyncapi import asyncapi
from contracts.export.schemas import JsonObject, public_schema_of, schema_of

PACKAGE: Final = Path(__file__).parents[3]
PUBLIC: Final = Path("schemas", "public")


def documents() -> dict[Path, str]:
    """Return each document's text by its path within the contracts package."""
    schemas = {Path("schemas", f"{event.type}.json"): _text(schema_of(event)) for event in EVENTS}
    schemas |= {Path(PUBLIC, f"{event.type}.json"): _text(public_schema_of(event)) for event in PUBLIC_EVENTS}
    return schemas | {Path("asyncapi.json"): _text(asyncapi(version("marquee-contracts")))}


def stale(root: Path) -> list[str]:
    """Return the path of every document under `root` that is missing, out of date, or of an event that was removed."""
    expected = documents()
    present = {path.relative_to(root) for path in _schemas(root)}
    old = [path for path, text in expected.items() if _read(root / path) != text]
    return sorted(str(path) for path in {*old, *(present - expected.keys())})


def write(root: Path) -> None:
    """Write every document under `root`, and remove schemas of events that were removed."""
    expected = documents()
    for path in _schemas(root):
        if path.relative_to(root) not in expected:
            path.unlink()
    for path, text in expected.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def release(root: Path, name: str) -> Path:
    """Freeze today's schemas as version `name` and return their folder; raise FileExistsError if it was released."""
    folder = root / "schemas" / "released" / name
    folder.mkdir(parents=True)
    for event in EVENTS:
        (folder / f"{event.type}.json").write_text(_text(schema_of(event)), encoding="utf-8")
    return folder


def _schemas(root: Path) -> list[Path]:
    return [*(root / "schemas").glob("*.json"), *(root / PUBLIC).glob("*.json")]


def _text(document: JsonObject) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
