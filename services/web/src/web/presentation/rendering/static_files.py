"""Static files: read once, named by their content, compressed once, and kept by browsers for a year."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response

PREFIX: Final = "/static"
BUNDLES: Final[Mapping[str, tuple[str, ...]]] = {
    "app.css": ("styles",),
    "app.js": ("vendor/htmx-4.0.1.min.js", "vendor/hx-sse-4.0.1.min.js", "scripts/app"),
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


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent."""

    body: bytes
    compressed: bytes | None
    media_type: str
    etag: str


class StaticFiles:
    """The files by the address under which pages link to them."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        """Compress the files, which are named by `contents`."""
        self._files: dict[str, StaticFile] = {}
        self._addresses: dict[str, str] = {}
        for name, body in contents.items():
            stem, _, suffix = name.rpartition(".")
            digest = hashlib.sha256(body).hexdigest()[:_HASH_LENGTH]
            address = f"{stem}.{digest}.{suffix}"
            compressed = gzip.compress(body, 9, mtime=0) if suffix in _COMPRESSED else None
            self._files[address] = StaticFile(body, compressed, MEDIA_TYPES[suffix], f'"{digest}"')
            self._addresses[name] = f"{PREFIX}/{address}"

    @classmethod
    def read(cls) -> "StaticFiles":
        """Return the files of this package."""
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
        return cls(contents)

    def address(self, name: str) -> str:
        """Return the address of a file; raise KeyError for an unknown one."""
        return self._addresses[name]

    def source(self, name: str) -> bytes:
        """Return the content of a file."""
        return self._files[self._addresses[name].removeprefix(f"{PREFIX}/")].body

    def addresses(self) -> Mapping[str, str]:
        """Return every address by name."""
        return self._addresses

    def compressed_size(self, name: str) -> int:
        """Return how many bytes a browser loads for a file."""
        file = self._files[self._addresses[name].removeprefix(f"{PREFIX}/")]
        return len(file.compressed if file.compressed is not None else file.body)

    def response(self, address: str, request: Headers) -> Response | None:
        """Return the response for an address, or null for an unknown one."""
        file = self._files.get(address)
        if file is None:
            return None
        headers = {"Cache-Control": FOREVER, "ETag": file.etag}
        if file.compressed is not None:
            headers["Vary"] = "Accept-Encoding"
        if file.etag in request.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if file.compressed is not None and "gzip" in request.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return Response(file.compressed, 200, headers, file.media_type)
        return Response(file.body, 200, headers, file.media_type)
