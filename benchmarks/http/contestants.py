"""The contestants: the same body of the same route, by each layer of the chassis and by the chassis itself.

python benchmarks/http/contestants.py NAME PORT
"""

import sys
from collections.abc import Callable
from typing import Annotated, Any, Final

import uvicorn
from fastapi import APIRouter, FastAPI, Path, Query
from fastapi import Response as FastAPIResponse
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from chassis.cli import serve, server_options
from chassis.http.app import create_app
from chassis.http.authorization.keys import KeySet
from chassis.http.tokens import OptionalPrincipal, TokenVerifier
from chassis.runtime.health import Health
from chassis.settings import HttpSettings

SIZES: Final = (512, 8_192, 51_200)
BODIES: Final = {size: b'{"text":"' + b"x" * (size - 11) + b'"}' for size in SIZES}
PATH: Final = "/api/v1/items/{size}"
HOST: Final = "127.0.0.1"
JSON: Final = "application/json"

Size = Annotated[int, Path(ge=1)]
Limit = Annotated[int, Query(ge=1, le=50)]


async def raw(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 - the form of an ASGI application
    """Respond without any framework; the server runs without lifespan events."""
    body = BODIES[int(scope["path"].rpartition("/")[2])]
    headers = [(b"content-type", JSON.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def of_starlette(request: Request) -> Response:
    """Return the body; one parameter is read and nothing is checked."""
    return Response(BODIES[int(request.path_params["size"])], media_type=JSON)


async def of_fastapi(size: Size, limit: Limit = 20) -> FastAPIResponse:  # noqa: ARG001 - the checked parameter
    """Return the body; both parameters are checked."""
    return FastAPIResponse(BODIES[size], media_type=JSON)


async def of_chassis(principal: OptionalPrincipal, size: Size, limit: Limit = 20) -> FastAPIResponse:  # noqa: ARG001
    """Return the body; both parameters are checked, and the principal is read."""
    return FastAPIResponse(BODIES[size], media_type=JSON)


def _bare(app: Any, port: int) -> None:
    """Serve an application with the options that a bare server has at its fastest."""
    uvicorn.run(
        app, host=HOST, port=port, loop="uvloop", http="httptools", ws="none", log_config=None, access_log=False,
        server_header=False, proxy_headers=False, lifespan="off",
    )  # fmt: skip


def _fastapi(port: int) -> None:
    app = FastAPI()
    app.get(PATH)(of_fastapi)
    _bare(app, port)


def _chassis(port: int, **settings: Any) -> None:
    """Serve the chassis as a service does; its keys are never fetched, since no request carries a token."""

    async def no_keys() -> dict[str, Any]:
        return {}

    options = HttpSettings(http_host=HOST, http_port=port, **settings)
    router = APIRouter()
    router.get(PATH.removeprefix("/api/v1"))(of_chassis)

    def configure() -> uvicorn.Config:
        verifier = TokenVerifier(KeySet(no_keys), issuer=options.token_issuer, audience=options.token_audience)
        app = create_app(title="Items", description="", routers=[router], errors={}, health=Health(), verifier=verifier)
        return uvicorn.Config(app, **server_options(options))

    serve("benchmark", options, configure)


SERVERS: Final[dict[str, Callable[[int], None]]] = {
    "uvicorn": lambda port: _bare(raw, port),
    "starlette": lambda port: _bare(Starlette(routes=[Route(PATH, of_starlette)]), port),
    "fastapi": _fastapi,
    "chassis": _chassis,
}
"""By name; `chassis` writes its access log to a file."""

if __name__ == "__main__":
    SERVERS[sys.argv[1]](int(sys.argv[2]))
