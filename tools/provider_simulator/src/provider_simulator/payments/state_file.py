"""The file in which the payment providers keep their state, so that a demo survives a restart."""

from pathlib import Path
from typing import Final

import orjson

from provider_simulator.payments.requests import Document

VERSION: Final = 1


class BadStateFile(Exception):
    """A file that is no state of this simulator."""

    code = "bad_state_file"


def load(path: Path) -> Document | None:
    """Return what was saved, None where nothing was; raise BadStateFile."""
    if not path.exists():
        return None
    try:
        content = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise BadStateFile(f"{path} is no JSON: {error}") from error
    if not isinstance(content, dict) or content.get("version") != VERSION:
        raise BadStateFile(f"{path} was not written by this version of the simulator: remove it")
    return content


def save(path: Path, content: Document) -> None:
    """Replace the file at once, so that a reader never sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    new.write_bytes(orjson.dumps({"version": VERSION, **content}))
    new.replace(path)
