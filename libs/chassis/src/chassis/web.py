"""The FastAPI factory: envelope, errors, request ids, limits, health and metrics, the same in every service."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Final

from fastapi import APIRouter, FastAPI
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Route

from chassis.errors import ErrorTable, install_error_handlers
from chassis.health import Health
from chassis.metrics import metrics_endpoint
from chassis.middleware import BodyLimitMiddleware, RequestMiddleware
from chassis.security import TokenVerifier

API_PREFIX = "/api/v1"

_AUTOMATIC_SCHEMAS: Final = ("HTTPValidationError", "ValidationError")
"""What FastAPI adds for every route with an input."""

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
"""What starts before the first request and stops after the last."""


def create_app(
    *,
    title: str,
    description: str,
    routers: Sequence[APIRouter],
    errors: ErrorTable,
    health: Health,
    lifespan: Lifespan | None = None,
    verifier: TokenVerifier | None = None,
    state: Mapping[str, object] | None = None,
    max_body_bytes: int = 1_048_576,
    operations: Sequence[BaseRoute] | None = None,
) -> FastAPI:
    """Return a service's application; `state` is what its routes find in `request.app.state`.

    `operations` replaces the routes of health and metrics where these have a listener of their own.
    """
    app = _Api(
        title=title,
        description=description,
        version="1.0.0",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        # A redirect would send the client from the gateway's address to the service's own.
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        telemetry={"operation_spans": False, "metrics": False, "logs": False},
    )
    for name, value in (state or {}).items():
        setattr(app.state, name, value)
    app.state.verifier = verifier
    for router in routers:
        app.include_router(router, prefix=API_PREFIX)
    app.router.routes.extend(_operations(health) if operations is None else operations)
    install_error_handlers(app, errors)
    app.add_middleware(BodyLimitMiddleware, max_bytes=max_body_bytes)
    app.add_middleware(RequestMiddleware)
    return app


class _Api(FastAPI):
    """An application that documents what it answers: a wrong input is a 400 here, never FastAPI's own 422."""

    def openapi(self) -> dict[str, Any]:
        """Give the OpenAPI document, made once."""
        if self.openapi_schema is None:
            document = super().openapi()
            for item in document["paths"].values():
                for operation in item.values():
                    _drop_automatic_422(operation["responses"])
            schemas = document.get("components", {}).get("schemas", {})
            for name in _AUTOMATIC_SCHEMAS:
                schemas.pop(name, None)
            self.openapi_schema = document
        return self.openapi_schema


def _drop_automatic_422(responses: dict[str, Any]) -> None:
    """One that a route documents itself stays."""
    content = responses.get("422", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    if schema.get("$ref") == f"#/components/schemas/{_AUTOMATIC_SCHEMAS[0]}":
        del responses["422"]


def _operation_id(route: APIRoute) -> str:
    return "".join(part if index == 0 else part.capitalize() for index, part in enumerate(route.name.split("_")))


def _operations(health: Health) -> list[Route]:
    async def live(_: Any) -> JSONResponse:
        alive, body = health.live()
        return JSONResponse(body, 200 if alive else 503)

    async def ready(_: Any) -> JSONResponse:
        is_ready, body = await health.ready()
        return JSONResponse(body, 200 if is_ready else 503)

    return [
        Route("/health/live", live, methods=["GET"]),
        Route("/health/ready", ready, methods=["GET"]),
        Route("/metrics", metrics_endpoint, methods=["GET"]),
    ]
