"""Health, for probes. The web application is ready without the gateway: its error pages say what is missing."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from chassis.runtime.health import Health


def health_routes(health: Health) -> list[Route]:
    """Return the routes of liveness and readiness."""

    async def live(_: Request) -> Response:
        alive, body = health.live()
        return JSONResponse(body, 200 if alive else 503)

    async def ready(_: Request) -> Response:
        is_ready, body = await health.ready()
        return JSONResponse(body, 200 if is_ready else 503)

    return [Route("/health/live", live, methods=["GET"]), Route("/health/ready", ready, methods=["GET"])]
