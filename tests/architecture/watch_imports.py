"""Imports every module below the given source folders and prints, as JSON, what they opened or read meanwhile.

Run alone in a fresh process. A touch counts when one of our frames is nearer to it than the import system: a
third-party module that reads a file while it is itself being imported is not ours to judge.
"""

import importlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pydantic

WATCHED = ("open", "socket.__new__", "socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen")
# Read by the libraries whenever a class or a tracer is declared; none of ours.
FOREIGN_NAMES = ("PYDANTIC_", "OTEL_")

sources = [str(Path(argument).resolve()) + os.sep for argument in sys.argv[1:]]
touches: list[str] = []


def _ours() -> str | None:
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        filename = frame.f_code.co_filename
        if filename.startswith("<frozen importlib"):
            return None
        if filename.startswith(tuple(sources)):
            return f"{filename}:{frame.f_lineno}"
        frame = frame.f_back
    return None


def _touch(what: str) -> None:
    place = _ours()
    if place is not None:
        touches.append(f"{place}: {what}")


class _Watched(type(os.environ)):  # type: ignore[misc]
    def __getitem__(self, name: str) -> str:
        if not name.startswith(FOREIGN_NAMES):
            _touch(f"reads the environment's {name}")
        return str(super().__getitem__(name))

    def __iter__(self) -> Iterator[str]:
        _touch("reads the whole environment")
        yield from super().__iter__()


def _modules(source: str) -> Iterator[str]:
    for path in sorted(Path(source).glob("*/**/*.py")):
        # Python imports it at the start of a process, for what it does.
        if path.name == "sitecustomize.py":
            continue
        parts = path.relative_to(source).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _audit(event: str, arguments: tuple[object, ...]) -> None:
    if event in WATCHED:
        _touch(f"{event} {arguments[0]!r}" if event == "open" else event)


def main() -> None:
    """Import everything; a module that cannot be imported is a touch of its own."""
    # The first model of a process reads what is installed, in whichever module it is declared.
    pydantic.create_model("First")
    os.environ.__class__ = _Watched
    sys.addaudithook(_audit)
    sys.path[:0] = sources
    imported = 0
    for name in [name for source in sources for name in _modules(source)]:
        try:
            importlib.import_module(name)
        except (Exception, SystemExit) as failure:  # noqa: BLE001  whatever it is, it happened at import
            touches.append(f"{name}: cannot be imported: {failure!r}")
        imported += 1
    json.dump({"imported": imported, "touches": touches}, sys.stdout)


main()
