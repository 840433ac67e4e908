"""The route of each path. The longest one that matches decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gateway.domain.compatibility import nesting_of
from gateway.domain.errors import RouteNotFound
from gateway.domain.route_table import ROUTES, Route

API: Final = "api"
VERSION: Final = "v1"
KEYS_PATH: Final = (".well-known", "jwks.json")

SERVICES: Final = tuple(dict.fromkeys(route.service for route in ROUTES))
OWN: Final = "gateway"
OWN_ROUTES: Final = (
    Route("events", OWN, public_reads=True),
    Route("images", OWN, public_reads=True, request_class="images"),
)
"""Operations of the gateway itself; none of them is forwarded."""

READS: Final = frozenset({"GET", "HEAD"})
SAFE: Final = READS | {"OPTIONS"}
"""Methods that change nothing (RFC 9110 section 9.2.1)."""
METHODS: Final = SAFE | {"POST", "PUT", "PATCH", "DELETE"}

SUBSONIC: Final = "rest"
"""First segment of the paths of apps that speak Subsonic, who expect it at the root: the route `/api/v1/rest`."""

OWN_PAGES: Final = frozenset({"docs", "openapi.json", "asyncapi.json", "health"})
"""First segments of the paths of the gateway's own pages."""
CLOSED: Final = OWN_PAGES | {"metrics", "internal", ".well-known"}
"""First segments of paths that are never pages: what services have for each other is not for clients."""
PAGES: Final = next(route for route in ROUTES if route.credentials == "cookies")
"""Everything outside of `/api` that is not a page of the gateway itself."""

API_SERVICES: Final = tuple(service for service in SERVICES if service != PAGES.service)
"""The services with operations, each with a document of its own."""

_EXACT: Final = {route.segments: route for route in ROUTES if route.exact}
_PREFIXES: Final = {route.segments: route for route in (*ROUTES, *OWN_ROUTES) if not route.exact and route != PAGES}
_LONGEST: Final = max(map(len, _PREFIXES))
_KEYS: Final = Route("/".join(("", *KEYS_PATH)), "auth", exact=True)


@dataclass(frozen=True, slots=True)
class Target:
    """The destination of a request: its route, and the path in its original bytes."""

    route: Route
    rest: tuple[str, ...]
    """Segments below the route."""
    path: bytes
    nesting: bytes | None = None
    """Of the compatible API: which responses have their list inside `data`; null below `/api/v1`."""

    @property
    def service(self) -> str:
        """Return the service of the route."""
        return self.route.service

    @property
    def label(self) -> str:
        """Return the route's name in metrics and traces: few distinct values, whatever clients send."""
        return self.route.path if self.route in (_KEYS, PAGES) else f"/{API}/{VERSION}/{self.route.path}"

    def accepts_token(self) -> bool:
        """Return whether an access token is evaluated here."""
        return self.route.credentials == "token"

    def is_page(self) -> bool:
        """Return whether a browser shows the response as a page, or as a part of one."""
        return self.route is PAGES

    def is_provider_sign_in(self) -> bool:
        """Return whether a request to this target is part of a sign-in with a provider."""
        return self.route.credentials == "sign-in-binding"

    def is_proxy_sign_in(self, method: str) -> bool:
        """Return whether a request to this target signs in the user whom a reverse proxy names."""
        return method == "POST" and self.route.credentials == "proxy-user"

    def is_refresh(self, method: str) -> bool:
        """Return whether a request to this target exchanges a refresh token."""
        return method == "POST" and self.route.credentials == "refresh-token"

    def is_sign_in(self, method: str) -> bool:
        """Return whether a request to this target can be used to guess passwords."""
        return method == "POST" and self.route.request_class == "sign-in"

    def is_public(self, method: str) -> bool:
        """Return whether the request needs no token; an invalid token is then ignored."""
        return method in READS and self.route.public_reads


def find_target(raw: bytes, segments: Sequence[str]) -> Target:
    """Return the target of a path: below `/api/v1` or the compatible `/api`, an app, or a page; raise RouteNotFound."""
    if tuple(segments) == KEYS_PATH:
        return Target(_KEYS, (), raw)
    if segments[0] in CLOSED:
        raise RouteNotFound
    if segments[0] == SUBSONIC:
        return _below(tuple(segments), raw[1:])
    if segments[0] != API:
        return Target(PAGES, tuple(segments), raw)
    if len(segments) < 2:
        raise RouteNotFound
    skipped = 2 if segments[1] == VERSION else 1
    below = tuple(segments[skipped:])
    tail = raw.split(b"/", skipped + 1)[-1]
    return _below(below, tail, nesting_of(below) if skipped == 1 else None)


def _below(segments: tuple[str, ...], tail: bytes, nesting: bytes | None = None) -> Target:
    """Return the target of a path below `/api/v1`, whose original bytes are `tail`."""
    route = _longest(segments)
    rest = segments[route.path.count("/") + 1 :]
    return Target(route, rest, f"/{API}/{VERSION}/".encode() + tail, nesting)


def _longest(segments: tuple[str, ...]) -> Route:
    if (exact := _EXACT.get(segments)) is not None:
        return exact
    for length in range(min(len(segments), _LONGEST), 0, -1):
        head = segments[:length]
        route = _PREFIXES.get(head) or _PREFIXES.get((*head[:1], "*", *head[2:]))
        if route is not None:
            return route
    raise RouteNotFound
