"""The FastAPI factory of every service: envelope, errors, request ids, limits, health and metrics."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import APIRouter, Depends, FastAPI
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from fastapi.responses import JSONResponse
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.http.access import access_of, install_access_first
from chassis.http.authorization.scopes import ScopeRule, no_scopes
from chassis.http.document.openapi import complete
from chassis.http.errors import ErrorTable, install_error_handlers
from chassis.http.middleware import QUIET, RequestMiddleware
from chassis.http.routing.inclusion import API_PREFIX, operation_id, shared_routes_of
from chassis.http.routing.parameters import ParameterCheck
from chassis.http.routing.table import RouteTable
from chassis.http.routing.web_sockets import NO_SOCKET
from chassis.http.shared_responses import SharedResponses
from chassis.http.tokens import TokenVerifier
from chassis.runtime.health import Health
from chassis.runtime.metrics.endpoint import metrics_endpoint
from chassis.runtime.metrics.sources import MetricsSources
from chassis.runtime.stopping import Stopping
from chassis.runtime.telemetry import is_traced, name_span

__all__ = ["API_PREFIX", "Lifespan", "create_app", "operation_routes"]

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
    shared_routes: bool = False,
    shared_response_seconds: float = 0.0,
    scope_rule: ScopeRule = no_scopes,
    stopping: Stopping | None = None,
    metrics_sources: MetricsSources | None = None,
    sockets: Sequence[WebSocketRoute] = (),
) -> FastAPI:
    """Return a service's application; its routes read `state` from `request.app.state`.

    `operations` replaces the routes of health and metrics if these have a separate listener. With `shared_routes`
    the applications of one process share what is prepared per route; such an application has no overrides of
    dependencies. `shared_response_seconds` is how long a public response is served again from memory; 0 is never.
    `scope_rule` returns the scope that a token of an API key needs; by default no such token is accepted. `stopping` is
    what the server begins when it stops (`cli.server_config`). `metrics_sources` are read when metrics are requested.
    `sockets` are routes of WebSockets (`routing.web_sockets`).
    """
    shared = shared_routes_of(routers) if shared_routes else None
    table = RouteTable(shared.prepared) if shared else RouteTable()
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
        generate_unique_id_function=operation_id,
        dependencies=[Depends(ParameterCheck())],
        telemetry={"operation_spans": False, "metrics": False, "logs": False},
    )
    for name, value in (state or {}).items():
        setattr(app.state, name, value)
    app.state.verifier = verifier
    app.state.route_table = table
    app.state.scope_rule = scope_rule
    app.state.stopping = stopping or Stopping()
    app.state.stopping.add(health.stop)
    if shared:
        app.router.routes.extend(shared.routes)
    else:
        for router in routers:
            app.include_router(router, prefix=API_PREFIX)
    app.router.routes.extend(operation_routes(health, metrics_sources) if operations is None else operations)
    app.router.routes.extend([*sockets, NO_SOCKET] if sockets else ())
    install_error_handlers(app, errors)
    install_access_first(app)
    if shared_response_seconds:
        app.add_middleware(SharedResponses, seconds=shared_response_seconds)
    app.add_middleware(RequestMiddleware, max_body_bytes=max_body_bytes, shapes=True, serves_head=True)
    return app


class _Api(FastAPI):
    """An application that finds its routes in one table, checks every parameter and documents every response.

    A request has no layer of the framework around it: RequestMiddleware also handles errors, and FastAPI's telemetry
    runs only for a request whose spans are exported.
    """

    def __init__(self, table: RouteTable, **options: Any) -> None:
        super().__init__(**options)
        self._table = table
        self._router = AsyncExitStackMiddleware(self.router)
        table.watch(self.router.routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or (is_traced(scope["headers"]) and not scope["path"].startswith(QUIET)):
            await super().__call__(scope, receive, send)
            return
        if self.middleware_stack is None:
            self.middleware_stack = self.build_middleware_stack()
        scope["app"] = self
        await self.middleware_stack(scope, receive, send)

    def build_middleware_stack(self) -> ASGIApp:
        """Return the service's own middleware around its routes."""
        self._table.build()
        app: ASGIApp = self._dispatch
        for layer in reversed(self.user_middleware):
            app = layer.cls(app, *layer.args, **layer.kwargs)
        return app

    def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Pass a request to its route; the router handles other routes, unknown paths and methods, and lifespan."""
        match = self._table.find(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if match is None:
            return self._router(scope, receive, send)
        served, parameters = match
        scope["route"] = served.route
        scope["endpoint"] = served.route.endpoint
        scope["path_params"] = parameters
        scope["router"] = self.router
        name_span(scope["method"], served.path, scope["path"])
        return served.app(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document, created once."""
        if self.openapi_schema is None:
            access = {operation_id(route): access_of(route) for route in self._table.routes}
            shared = {operation_id(route): read.documented for route, read in self._table.shared_reads()}
            self.openapi_schema = complete(super().openapi(), access, self.state.scope_rule, shared)
        return self.openapi_schema


def operation_routes(health: Health, metrics_sources: MetricsSources | None = None) -> list[Route]:
    """Return the routes of health and metrics, for probes and Prometheus."""

    async def live(_: Any) -> JSONResponse:
        alive, body = health.live()
        return JSONResponse(body, 200 if alive else 503)

    async def ready(_: Any) -> JSONResponse:
        is_ready, body = await health.ready()
        return JSONResponse(body, 200 if is_ready else 503)

    return [
        Route("/health/live", live, methods=["GET"]),
        Route("/health/ready", ready, methods=["GET"]),
        Route("/metrics", metrics_endpoint(metrics_sources), methods=["GET"]),
    ]
