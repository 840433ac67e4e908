"""The methods of an address, for the `Allow` of a 405: the framework names those of the first route alone.

RFC 9110 section 15.5.6: the field lists every method that the resource supports at present.
"""

from typing import Final

from starlette.requests import Request
from starlette.routing import Match, Mount

METHODS: Final = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")


def allowed_methods(request: Request) -> str:
    """Return every method that a route of the request's path has, as `Allow` takes them."""
    # A mount takes any method, and decides by itself.
    routes = [route for route in request.app.routes if not isinstance(route, Mount)]
    return ", ".join(
        method
        for method in METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    )
