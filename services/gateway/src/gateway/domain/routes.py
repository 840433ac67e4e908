"""The service of each path, and the paths that need no token. The longest matching prefix decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.domain.compatibility import nesting_of
from gateway.domain.errors import RouteNotFound

API: Final = "api"
VERSION: Final = "v1"
KEYS_PATH: Final = (".well-known", "jwks.json")

# generated region routes
SERVICE_BY_PREFIX: Final[Mapping[str, str]] = {
    "auth": "auth",
    "users": "auth",
    "users/me": "auth",
    "admin/users": "auth",
    "admin/audit": "auth",
    "admin/invitations": "auth",
    "catalog": "catalog",
    "home": "catalog",
    "admin/catalog": "catalog",
    "admin/catalog-policies": "catalog",
    "ingestion": "ingestion",
    "catalog/import": "ingestion",
    "stats/sync": "ingestion",
    "stats": "stats",
    "insights": "insights",
    "user-media": "library",
    "me": "library",
    "lists": "library",
    "admin/lists": "library",
    "scrobble": "library",
    "rankings": "library",
    "users/*/ratings": "library",
    "users/*/watchlist": "library",
    "users/*/history": "library",
    "search": "search",
    "catalog/search": "search",
    "notifications": "notifications",
    "admin/notifications": "notifications",
}
# end of generated region
"""Prefixes of one or two segments, or of three with any second one (`*`); the longer match wins."""

SERVICES: Final = tuple(dict.fromkeys(SERVICE_BY_PREFIX.values()))

# generated region public-reads
PUBLIC_READS: Final = frozenset(
    {
        "catalog",
        "catalog/search",
        "home",
        "insights",
        "lists",
        "rankings",
        "search",
        "stats",
        "users",
        "users/*/history",
        "users/*/ratings",
        "users/*/watchlist",
    }
)
# end of generated region
READS: Final = frozenset({"GET", "HEAD"})
SAFE: Final = READS | {"OPTIONS"}
"""Methods that change nothing (RFC 9110 section 9.2.1)."""
METHODS: Final = SAFE | {"POST", "PUT", "PATCH", "DELETE"}

SIGN_IN: Final = frozenset(
    {
        ("auth", "email", "confirm"),
        ("auth", "password", "forgot"),
        ("auth", "password", "reset"),
        ("auth", "login"),
        ("auth", "login", "second-factor"),
        ("auth", "login", "second-factor", "code"),
        ("auth", "login", "second-factor", "options"),
        ("auth", "passkeys", "sign-in"),
        ("auth", "passkeys", "sign-in", "options"),
        ("auth", "codes"),
        ("auth", "codes", "sign-in"),
        ("auth", "register"),
    }
)
REFRESH: Final = ("auth", "refresh")
PROVIDER_SIGN_IN: Final = ("auth", "oidc")
"""Paths below it sign in with a provider, partly by navigations of a browser."""
PROXY_SIGN_IN: Final = ("auth", "proxy", "sign-in")
DEVICE_SIGN_IN: Final = frozenset({("auth", "device"), ("auth", "device", "token")})
UNSUBSCRIBE: Final = ("notifications", "unsubscribe")
"""The link in messages has its authorization in itself, and is opened by browsers with or without a session."""
TOKENLESS: Final = SIGN_IN | DEVICE_SIGN_IN | {REFRESH, PROXY_SIGN_IN, ("auth", "providers"), UNSUBSCRIBE}
"""Endpoints that issue tokens, or that are used without one: a token sent to them is ignored, valid or not."""
WEBHOOKS: Final = "scrobble"
"""Paths below it have their authorization in themselves; the senders are programs of others."""


@dataclass(frozen=True, slots=True)
class Target:
    """The destination of a request: a service, and the path in its original bytes."""

    service: str
    prefix: str
    rest: tuple[str, ...]
    path: bytes
    nesting: bytes | None = None
    """Of the compatible API: which responses have their list inside `data`; null below `/api/v1`."""

    @property
    def label(self) -> str:
        """Return the route's name in metrics and traces: few distinct values, whatever clients send."""
        return f"/{API}/{VERSION}/{self.prefix}" if self.prefix in SERVICE_BY_PREFIX else self.prefix

    def accepts_token(self) -> bool:
        """Return whether an access token is evaluated here."""
        if self.prefix == WEBHOOKS:
            return False
        return (self.prefix, *self.rest) not in TOKENLESS and not self.is_provider_sign_in()

    def is_provider_sign_in(self) -> bool:
        """Return whether a request to this target is part of a sign-in with a provider."""
        return (self.prefix, *self.rest[:1]) == PROVIDER_SIGN_IN

    def is_proxy_sign_in(self, method: str) -> bool:
        """Return whether a request to this target signs in the user whom a reverse proxy names."""
        return method == "POST" and (self.prefix, *self.rest) == PROXY_SIGN_IN

    def is_refresh(self, method: str) -> bool:
        """Return whether a request to this target exchanges a refresh token."""
        return method == "POST" and (self.prefix, *self.rest) == REFRESH

    def is_sign_in(self, method: str) -> bool:
        """Return whether a request to this target can be used to guess passwords."""
        return method == "POST" and (self.prefix, *self.rest) in SIGN_IN

    def is_public(self, method: str) -> bool:
        """Return whether the request needs no token; an invalid token is then ignored."""
        return method in READS and self.prefix in PUBLIC_READS


def find_target(raw: bytes, segments: Sequence[str]) -> Target:
    """Return the target of a path below `/api/v1`, or below the compatible `/api`; raise RouteNotFound."""
    if tuple(segments) == KEYS_PATH:
        return Target("auth", "/".join(("", *KEYS_PATH)), (), raw)
    if len(segments) < 2 or segments[0] != API:
        raise RouteNotFound
    skipped = 2 if segments[1] == VERSION else 1
    below = tuple(segments[skipped:])
    prefix = _longest_prefix(below)
    tail = raw.split(b"/", skipped + 1)[-1]
    rest = below[prefix.count("/") + 1 :]
    nesting = nesting_of(below) if skipped == 1 else None
    return Target(SERVICE_BY_PREFIX[prefix], prefix, rest, f"/{API}/{VERSION}/".encode() + tail, nesting)


def _longest_prefix(segments: Sequence[str]) -> str:
    # No segment contains a slash: escaped slashes have been rejected already.
    for prefix in ("/".join((*segments[:1], "*", *segments[2:3])), "/".join(segments[:2]), *segments[:1]):
        if prefix in SERVICE_BY_PREFIX:
            return prefix
    raise RouteNotFound
