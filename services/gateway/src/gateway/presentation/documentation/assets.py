"""Files of the reference: those of this package, and Scalar's script from the package that carries it.

Each is read and compressed once, in a thread, and sent with an ETag: the script has 5 MB, 1.3 MB compressed.
"""

import asyncio
import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

REFERENCE: Final = "/docs"
ASSETS: Final = f"{REFERENCE}/assets"
CARRIER: Final = "flask_openapi_scalar"
"""The package that carries Scalar's script. It is never imported: its requirements are not installed."""
CACHE_CONTROL: Final = "public, max-age=300, stale-while-revalidate=86400"

_STATIC: Final = files(__package__).joinpath("static")


@cache
def page_text() -> str:
    """Return the page of the reference, with `{nonce}` in place of the nonce."""
    return _STATIC.joinpath("page.html").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Representation:
    """A body as it is and compressed, with the ETag of each."""

    body: bytes
    compressed: bytes
    etag: str
    media_type: str

    @classmethod
    def of(cls, body: bytes, media_type: str) -> "Representation":
        """Return the representation of a body; compressing 5 MB takes 0.1 s."""
        digest = hashlib.sha256(body).hexdigest()[:20]
        return cls(body, gzip.compress(body, 6, mtime=0), digest, media_type)

    def response(self, request: Headers, cache_control: str) -> Response:
        """Return the response to these headers: compressed if they accept that, 304 if the client has the body."""
        is_compressed = "gzip" in request.get("accept-encoding", "")
        etag = f'"{self.etag}{"-gzip" if is_compressed else ""}"'
        headers = {"ETag": etag, "Cache-Control": cache_control, "Vary": "Accept-Encoding"}
        if etag in request.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if is_compressed:
            headers["Content-Encoding"] = "gzip"
        return Response(self.compressed if is_compressed else self.body, 200, headers, self.media_type)


def asset_routes() -> list[Route]:
    """Return the routes of the files."""
    return [
        _route("scalar.js", "text/javascript", _scalar),
        *(
            _route(name, media_type, _STATIC.joinpath(name))
            for name, media_type in (
                ("start.js", "text/javascript"),
                ("reference.css", "text/css"),
                ("icon.svg", "image/svg+xml"),
            )
        ),
    ]


def _route(name: str, media_type: str, source: Traversable | Callable[[], Traversable]) -> Route:
    kept: list[Representation] = []

    def read() -> Representation:
        return Representation.of((source() if callable(source) else source).read_bytes(), media_type)

    async def asset(request: Request) -> Response:
        if not kept:
            kept.append(await asyncio.to_thread(read))
        return kept[0].response(request.headers, CACHE_CONTROL)

    return Route(f"{ASSETS}/{name}", asset, methods=["GET"])


def _scalar() -> Path:
    spec = find_spec(CARRIER)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{CARRIER} is not installed")
    return Path(spec.origin).with_name("templates") / "scalar" / "js" / "scalar.standalone.js"
