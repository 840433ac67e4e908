"""One application out of three: the proxy for the services, the gateway's own pages and operations, and media files."""

from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from chassis.http.compatibility.responses import NESTING
from gateway.domain.errors import BadPath, RouteNotFound
from gateway.domain.media.files import FOLDER
from gateway.domain.paths import split_path
from gateway.domain.routes import API, OWN, OWN_PAGES, OWN_ROUTES, VERSION, Target, find_target

_API: Final = f"/{API}/".encode()
_MEDIA: Final = f"/{FOLDER}/".encode()
_OWN: Final = tuple(f"/{API}/{version}{route.path}".encode() for route in OWN_ROUTES for version in (f"{VERSION}/", ""))


class Dispatcher:
    """Passes each request to its application, and WebSockets on. The proxy also rejects malformed paths."""

    def __init__(self, proxy: ASGIApp, pages: ASGIApp, sockets: ASGIApp, media: ASGIApp) -> None:
        self._proxy = proxy
        self._pages = pages
        self._sockets = sockets
        self._media = media

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection. Lifespan events go to the pages."""
        if scope["type"] == "websocket":
            await self._sockets(scope, receive, send)
        elif scope["type"] == "http" and scope["raw_path"].startswith(_MEDIA):
            await self._media(scope, receive, send)
        elif scope["type"] != "http" or _is_own_page(scope):
            await self._pages(scope, receive, send)
        elif (target := _own_target(scope["raw_path"])) is not None:
            await self._pages(_without_alias(scope, target), receive, send)
        else:
            await self._proxy(scope, receive, send)


def _is_own_page(scope: Scope) -> bool:
    """Return whether a path is a page of the gateway; a client that does not read HTML gets its index at `/`."""
    raw: bytes = scope["raw_path"]
    if raw.startswith(_API):
        return False
    if raw == b"/":
        return not any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
    try:
        return split_path(raw)[0] in OWN_PAGES
    except BadPath:
        return False


def _own_target(raw: bytes) -> Target | None:
    """Return the target of a request for an operation of the gateway itself."""
    if not raw.startswith(_OWN) and b"%" not in raw:
        return None
    try:
        target = find_target(raw, split_path(raw))
    except (BadPath, RouteNotFound):
        return None
    return target if target.service == OWN else None


def _without_alias(scope: Scope, target: Target) -> Scope:
    """Return a request as one of `/api/v1`; that of the compatible `/api` states the shape of its response."""
    headers = [header for header in scope["headers"] if header[0] != NESTING]
    if target.nesting is not None:
        headers.append((NESTING, target.nesting))
    path = "/".join(("", API, VERSION, target.route.path, *target.rest))
    return {**scope, "path": path, "raw_path": target.path, "headers": headers}
