"""Static files: read once, named by their content, compressed once, and kept by browsers for a year."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response

from chassis.http.follow_up.representations import Representation

PREFIX: Final = "/static"
BUNDLES: Final[Mapping[str, tuple[str, ...]]] = {
    "app.css": ("styles",),
    "app.js": ("vendor/htmx-4.0.1.min.js", "vendor/hx-sse-4.0.1.min.js", "scripts/app"),
    "player.js": ("vendor/shaka-player-5.2.12.es2021.min.js", "scripts/calls", "scripts/player"),
    "music.js": ("scripts/calls", "scripts/music"),
    "uploads.js": ("scripts/calls", "scripts/uploads"),
    "charts.js": ("vendor/uplot-1.6.32.iife.min.js", "scripts/charts"),
    "charts.css": ("vendor/uplot-1.6.32.min.css",),
}
"""Files that are sent as one: of each folder all, in the order of their names."""
SINGLE_FOLDERS: Final = ("icons", "scripts/single")
"""Folders whose files are sent one by one."""
MEDIA_TYPES: Final[Mapping[str, str]] = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
}
FOREVER: Final = "public, max-age=31536000, immutable"
_COMPRESSED: Final = frozenset({"css", "js", "svg"})
_HASH_LENGTH: Final = 12


class StaticFiles:
    """The files by the address under which pages link to them."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        """Compress the files, which are named by `contents`."""
        self._files: dict[str, Representation] = {}
        self._addresses: dict[str, str] = {}
        for name, body in contents.items():
            stem, _, suffix = name.rpartition(".")
            file = Representation.of(body, MEDIA_TYPES[suffix], level=9, compresses=suffix in _COMPRESSED)
            address = f"{stem}.{file.digest[:_HASH_LENGTH]}.{suffix}"
            self._files[address] = file
            self._addresses[name] = f"{PREFIX}/{address}"

    @staticmethod
    @cache
    def read() -> "StaticFiles":
        """Return the files of this package; they are compressed once per process."""
        root = files("web.presentation").joinpath("static")
        contents: dict[str, bytes] = {}
        for name, sources in BUNDLES.items():
            parts: list[bytes] = []
            for source in sources:
                entry = root.joinpath(source)
                members = sorted(entry.iterdir(), key=lambda one: one.name) if entry.is_dir() else [entry]
                parts += [one.read_bytes() for one in members if one.is_file()]
            contents[name] = b"\n".join(parts)
        for folder in SINGLE_FOLDERS:
            directory = root.joinpath(folder)
            contents |= {one.name: one.read_bytes() for one in directory.iterdir() if one.is_file()}
        return StaticFiles(contents)

    def address(self, name: str) -> str:
        """Return the address of a file; raise KeyError for an unknown one."""
        return self._addresses[name]

    def source(self, name: str) -> bytes:
        """Return the content of a file."""
        return self._files[self._addresses[name].removeprefix(f"{PREFIX}/")].body

    def response(self, address: str, request: Headers) -> Response | None:
        """Return the response for an address, or null for an unknown one."""
        file = self._files.get(address)
        return None if file is None else file.response(request, FOREVER)
