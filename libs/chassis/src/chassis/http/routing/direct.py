"""Endpoints that return a finished response, called with their dependencies as one flat list.

FastAPI solves dependencies by recursion, with two exit stacks and an exception handler per request. A route that needs
none of these (its endpoint is annotated with a class of response, and there are no bodies, headers, cookies, generators
or background tasks) is served directly. Its rules, its document and its errors stay those of FastAPI, to which every
invalid request is left.
"""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple, get_type_hints

from fastapi import FastAPI, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from fastapi.routing import RouteContext
from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.http.routing.inputs import Inputs, NotDirect
from chassis.http.routing.parameters import ParameterCheck
from chassis.http.routing.shared_reads import SharedRead

Results = list[Any]


def application_of(context: RouteContext) -> ASGIApp:
    """Return the application that serves a route: directly if possible, otherwise through FastAPI."""
    general = AsyncExitStackMiddleware(context.app)
    try:
        return _Direct(context.dependant, general)
    except NotDirect:
        return general


class _Call(NamedTuple):
    """A dependency or the endpoint, with the names of its arguments and the indexes of their values."""

    function: Callable[..., Awaitable[Any]]
    inputs: tuple[tuple[str, int], ...]
    results: tuple[tuple[str, int], ...]
    request: str | None


class _Direct:
    """Serves the valid requests of one route; `general` serves the others."""

    def __init__(self, dependant: Dependant, general: ASGIApp) -> None:
        """Prepare the calls; raise NotDirect when the route needs what only FastAPI does."""
        _require_response(dependant.call)
        self._general = general
        self._inputs = Inputs(dependant)
        self._calls: list[_Call] = []
        self._add(dependant, {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        app: FastAPI = scope["app"]
        values = self._inputs.read(scope)
        if values is None or app.dependency_overrides:
            await self._general(scope, receive, send)
            return
        request = Request(scope, receive, send)
        results: Results = []
        for function, of_inputs, of_results, of_request in self._calls:
            arguments: dict[str, Any] = {}
            for name, index in of_inputs:
                arguments[name] = values[index]
            for name, index in of_results:
                arguments[name] = results[index]
            if of_request is not None:
                arguments[of_request] = request
            results.append(await function(**arguments))
        await results[-1](scope, receive, send)

    def _add(self, dependant: Dependant, indexes: dict[object, int]) -> int:
        """Add the call of a dependency behind those that it depends on, and return the index of its result."""
        call = dependant.call
        if dependant.use_cache and call in indexes:
            return indexes[call]
        if call is None or not _is_plain(dependant):
            raise NotDirect
        results: list[tuple[str, int]] = []
        for inner in dependant.dependencies:
            # `Inputs` has the same rules, and the table completes the responses of shared reads.
            if not isinstance(inner.call, ParameterCheck | SharedRead):
                index = self._add(inner, indexes)
                results += [(inner.name, index)] if inner.name is not None else []
        fields = [*dependant.path_params, *dependant.query_params]
        self._calls.append(
            _Call(
                call,
                tuple((field.name, self._inputs.index(field)) for field in fields),
                tuple(results),
                dependant.request_param_name or dependant.http_connection_param_name,
            )
        )
        indexes[call] = len(self._calls) - 1
        return indexes[call]


def _is_plain(dependant: Dependant) -> bool:
    """Return whether a call is an ordinary coroutine, without scopes and without arguments of rare kinds."""
    call: Any = dependant.call
    function = call if inspect.isroutine(call) else type(call).__call__
    rare = (
        dependant.websocket_param_name,
        dependant.response_param_name,
        dependant.background_tasks_param_name,
        dependant.security_scopes_param_name,
        dependant.own_oauth_scopes,
        dependant.concurrency,
        dependant.request_param_name and dependant.http_connection_param_name,
    )
    return inspect.iscoroutinefunction(function) and not any(rare)


def _require_response(endpoint: Callable[..., Any] | None) -> None:
    """Raise NotDirect unless an endpoint is annotated with a class of response."""
    returned = get_type_hints(endpoint).get("return") if inspect.isfunction(endpoint) else None
    if not (isinstance(returned, type) and issubclass(returned, Response)):
        raise NotDirect
