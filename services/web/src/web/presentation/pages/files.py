"""Files that browsers load beside pages: static files, the manifest, the service worker and robots.txt."""

from typing import Final

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from web.presentation.rendering.static_files import PREFIX, StaticFiles

_HOUR: Final = "public, max-age=3600"
WORKER_POLICY: Final = "default-src 'none'; connect-src 'self'"
ROBOTS: Final = "User-agent: *\nDisallow: /account\nDisallow: /admin\nDisallow: /search\n"


def file_routes(static: StaticFiles) -> list[Route]:
    """Return the routes of the files."""
    manifest = orjson.dumps(_manifest(static))
    worker = _worker(static)

    async def file(request: Request) -> Response:
        response = static.response(request.path_params["address"], request.headers)
        if response is None:
            raise HTTPException(404)
        return response

    async def web_manifest(_: Request) -> Response:
        return Response(manifest, 200, {"Cache-Control": _HOUR}, "application/manifest+json")

    async def service_worker(_: Request) -> Response:
        headers = {"Cache-Control": "no-cache", "Content-Security-Policy": WORKER_POLICY}
        return Response(worker, 200, headers, "text/javascript; charset=utf-8")

    async def robots(_: Request) -> Response:
        return Response(ROBOTS, 200, {"Cache-Control": _HOUR}, "text/plain; charset=utf-8")

    return [
        Route(f"{PREFIX}/{{address:path}}", file, methods=["GET"]),
        Route("/manifest.webmanifest", web_manifest, methods=["GET"]),
        Route("/service-worker.js", service_worker, methods=["GET"]),
        Route("/robots.txt", robots, methods=["GET"]),
    ]


def _manifest(static: StaticFiles) -> dict[str, object]:
    return {
        "name": "Marquee",
        "short_name": "Marquee",
        "description": "What the world is watching",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#0e1016",
        "theme_color": "#0e1016",
        "icons": [
            {"src": static.address("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            {"src": static.address("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "maskable"},
        ],
    }


def _worker(static: StaticFiles) -> bytes:
    """Return the service worker with the files of the offline shell; it changes whenever one of them does."""
    source = static.source("service-worker.js")
    shell = [static.address(name) for name in ("app.css", "app.js", "icon.svg")]
    return b"const SHELL = " + orjson.dumps([*shell, "/offline"]) + b";\n" + source
