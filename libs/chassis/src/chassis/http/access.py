"""Access to a route, derived from the principal that it depends on."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from chassis.http.authorization.roles import Access
from chassis.http.dependants import tree
from chassis.http.errors import ApiError, api_error_response
from chassis.http.tokens import (
    BEARER,
    admin_principal,
    editor_principal,
    finance_principal,
    optional_principal,
    required_principal,
)


def access_of(route: APIRoute) -> Access:
    """Return the access to a route."""
    calls = {dependant.call for dependant in tree(route.dependant)}
    if admin_principal in calls:
        return "admin"
    if editor_principal in calls:
        return "editor"
    if finance_principal in calls:
        return "finance"
    if required_principal in calls:
        return "user"
    return "optional" if optional_principal in calls else "public"


async def authorize(request: Request, route: APIRoute) -> None:
    """Raise the error of the route for a client without access, before anything else is checked."""
    access = access_of(route)
    if access == "public":
        return
    principal = await optional_principal(request, await BEARER(request))
    if access == "optional":
        return
    principal = await required_principal(principal)
    if access == "admin":
        await admin_principal(request, principal)
    elif access == "editor":
        await editor_principal(request, principal)
    elif access == "finance":
        await finance_principal(request, principal)


def install_access_first(app: FastAPI) -> None:
    """Make a client that may not use a route learn only that, whatever else is wrong with its request.

    FastAPI reads the body before it calls the dependencies of a route.
    """
    for kind in (RequestValidationError, HTTPException):
        app.add_exception_handler(kind, _access_first(app.exception_handlers[kind]))


def _access_first(handler: Callable[[Request, Exception], Any]) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def response_to(request: Request, error: Exception) -> Response:
        route = request.scope.get("route")
        status = error.status_code if isinstance(error, HTTPException) else 400
        try:
            if status == 400 and isinstance(route, APIRoute):
                await authorize(request, route)
        except ApiError as refusal:
            return api_error_response(refusal)
        response: Response = await handler(request, error)
        return response

    return response_to
