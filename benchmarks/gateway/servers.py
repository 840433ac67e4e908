"""What stands behind the gateway, and the bare application beside it.

    python benchmarks/gateway/servers.py service PORT KEYS
    python benchmarks/gateway/servers.py bare PORT

`service` is an application of the chassis with the routes of `catalog`, and also serves the token keys, JSON in KEYS.
`bare` responds with the same bytes without any framework, on the server class of the gateway: the ceiling.
"""

import asyncio
import json
import sys
from collections import Counter
from typing import Annotated, Any, Final

import uvicorn
from fastapi import APIRouter, Path, Response
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from chassis.cli import serve, server_options
from chassis.http.app import create_app
from chassis.runtime.health import Health
from chassis.settings import HttpSettings

SIZES: Final = (512, 8_192, 51_200)
BODIES: Final = {size: b'{"text":"' + b"x" * (size - 11) + b'"}' for size in SIZES}
HOST: Final = "127.0.0.1"
# Not a type that is compressed: all contestants send the same bytes.
TYPE: Final = "application/octet-stream"
CACHED: Final = {"Cache-Control": "public, max-age=3600", "Vary": "Authorization", "ETag": 'W/"1"'}
SLOW_SECONDS: Final = 0.2

Size = Annotated[int, Path(ge=1)]
Number = Annotated[int, Path(ge=0)]


async def bare(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - the form of an ASGI application
    """Respond without any framework; the server runs without lifespan events."""
    body = BODIES[int(scope["path"].rpartition("/")[2])]
    headers = [(b"content-type", TYPE.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class Service:
    """Pages of some sizes, a slow one, one that changes, and the number of requests of each."""

    def __init__(self, keys: Any) -> None:
        self.requests: Counter[str] = Counter()
        self.keys = keys
        self.version = "0"
        self.router = APIRouter(prefix="/catalog")
        self.router.get("/items/{size}")(self.item)
        self.router.get("/pages/{number}")(self.page)
        self.router.get("/slow/{number}")(self.slow)
        self.router.get("/versions")(self.versions)
        self.router.post("/bodies")(self.bodies)

    async def item(self, size: Size) -> Response:
        """Return a page of a size."""
        return Response(BODIES[size], media_type=TYPE, headers=CACHED)

    async def page(self, number: Number) -> Response:
        """Return one of many pages, which together need more memory than the cache has."""
        return Response(b"%d" % number + BODIES[SIZES[1]], media_type=TYPE, headers=CACHED)

    async def slow(self, number: Number) -> Response:
        """Return a page that takes long, and count the request."""
        self.requests[str(number)] += 1
        await asyncio.sleep(SLOW_SECONDS)
        return Response(BODIES[SIZES[1]], media_type=TYPE, headers=CACHED)

    async def bodies(self, request: Request) -> Response:
        """Return how long a body is."""
        return Response(b"%d" % len(await request.body()), media_type=TYPE)

    async def versions(self) -> Response:
        """Return what `POST /version` has set last, as a page that is kept until a change is announced."""
        return Response(self.version, media_type=TYPE, headers=CACHED | {"Surrogate-Key": "catalog version"})

    async def set_version(self, request: Request) -> JSONResponse:
        """Change the page of `versions`."""
        self.version = request.query_params["to"]
        return JSONResponse({})

    async def counted(self, request: Request) -> JSONResponse:
        """Return how often a slow page was requested."""
        return JSONResponse(self.requests[request.query_params["page"]])

    async def jwks(self, _: Request) -> JSONResponse:
        """Return the token keys."""
        return JSONResponse(self.keys)

    def operations(self) -> list[Route]:
        """Return the routes beside the API."""
        return [
            Route("/version", self.set_version, methods=["POST"]),
            Route("/counted", self.counted),
            Route("/.well-known/jwks.json", self.jwks),
        ]


def main() -> None:
    """Serve until the process is ended."""
    name, port, *keys = sys.argv[1:]
    options = HttpSettings(http_host=HOST, http_port=int(port))

    def configure() -> uvicorn.Config:
        if name == "bare":
            return uvicorn.Config(bare, lifespan="off", **server_options(options))
        service = Service(json.loads(keys[0]))
        app = create_app(
            title="Items",
            description="",
            routers=[service.router],
            errors={},
            health=Health(),
            operations=service.operations(),
        )
        return uvicorn.Config(app, **server_options(options))

    serve("benchmark", options, configure)


if __name__ == "__main__":
    main()
