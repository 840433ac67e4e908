"""Files of the reference: those of this package, and Scalar's script from the package that carries it.

Each is read and compressed once, in a thread, and sent with an ETag: the script has 5 MB, 1.3 MB compressed.
"""

import asyncio
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chassis.http.follow_up.representations import Representation

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
