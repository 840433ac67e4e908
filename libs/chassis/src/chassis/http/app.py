"""The FastAPI factory of every service: envelope, errors, request ids, limits, health and metrics."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Route

from chassis.http.access import access_of
from chassis.http.document.openapi import complete
from chassis.http.errors import ErrorTable, install_error_handlers
from chassis.http.middleware import BodyLimitMiddleware, RequestMiddleware
from chassis.http.parameters import ParameterCheck
from chassis.http.routing import RouteTable
from chassis.http.tokens import TokenVerifier
from chassis.runtime.health import Health
from chassis.runtime.metrics import metrics_endpoint

API_PREFIX = "/api/v1"

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
"""Starts before the first request and stops after the last."""


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
    """Return a service's application; its routes read `state` from `request.app.state`.

    `operations` replaces the routes of health and metrics if these have a separate listener.
    """
    table = RouteTable()
    app = _Api(
        table,
        title=title,
        description=description,
        version="1.0.0",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        # A redirect would send the client from the gateway's address to the service's own.
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        dependencies=[Depends(ParameterCheck(table))],
        telemetry={"operation_spans": False, "metrics": False, "logs": False},
    )
    for name, value in (state or {}).items():
        setattr(app.state, name, value)
    app.state.verifier = verifier
    app.state.route_table = table
    for router in routers:
        app.include_router(router, prefix=API_PREFIX)
    app.router.routes.extend(_operations(health) if operations is None else operations)
    install_error_handlers(app, errors)
    app.add_middleware(BodyLimitMiddleware, max_bytes=max_body_bytes)
    app.add_middleware(RequestMiddleware)
    return app


class _Api(FastAPI):
    """An application that checks every parameter and documents every response."""

    def __init__(self, table: RouteTable, **options: Any) -> None:
        super().__init__(**options)
        self._table = table

    def include_router(self, router: APIRouter, *, prefix: str = "", **options: Any) -> None:
        """Include a router and register its routes."""
        self._table.add(router, prefix)
        super().include_router(router, prefix=prefix, **options)

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document, created once."""
        if self.openapi_schema is None:
            access = {_operation_id(route): access_of(route) for route in self._table.routes}
            self.openapi_schema = complete(super().openapi(), access)
        return self.openapi_schema


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
