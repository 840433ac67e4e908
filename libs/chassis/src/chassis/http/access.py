"""Access to a route, derived from the principal that it depends on."""

from typing import Literal

from fastapi import Request
from fastapi.routing import APIRoute

from chassis.http.dependants import tree
from chassis.http.tokens import BEARER, admin_principal, editor_principal, optional_principal, required_principal

Access = Literal["public", "optional", "user", "editor", "admin"]
"""`optional`: public, and a signed-in user gets more."""


def access_of(route: APIRoute) -> Access:
    """Return the access to a route."""
    calls = {dependant.call for dependant in tree(route.dependant)}
    if admin_principal in calls:
        return "admin"
    if editor_principal in calls:
        return "editor"
    if required_principal in calls:
        return "user"
    return "optional" if optional_principal in calls else "public"


async def authorize(request: Request, route: APIRoute) -> None:
    """Raise the error of the route for a client without access, before anything else is checked."""
    access = access_of(route)
    if access in ("public", "optional"):
        return
    principal = await required_principal(await optional_principal(request, await BEARER(request)))
    if access == "admin":
        await admin_principal(principal)
    elif access == "editor":
        await editor_principal(principal)
