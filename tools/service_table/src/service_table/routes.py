"""Routes of a service as it declares them, one `[[routes]]` table for the paths that have the same rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

CREDENTIALS: Final = ("token", "none", "refresh-token", "sign-in-binding", "proxy-user", "cookies")
REQUEST_CLASSES: Final = ("default", "sign-in", "search", "exports", "links")
PAGES: Final = "/"
"""The prefix of everything that is neither below `/api` nor a page of the gateway."""
LINE: Final = 120
"""Longest line of a Python file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteRules:
    """The rules of the gateway for requests of a route; a null limit is the setting of the gateway."""

    public_reads: bool = False
    """Whether GET and HEAD need no token."""
    credentials: str = "token"
    """What the gateway evaluates, one of CREDENTIALS; everything else that a request carries proves nothing there."""
    request_class: str = "default"
    """The limit of POST at `sign-in` and of reads at the others, one of REQUEST_CLASSES."""
    connect_seconds: float | None = None
    first_byte_seconds: float | None = None
    total_seconds: float | None = None
    max_body_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class RouteSpec:
    """A path below `/api/v1`: itself alone, or with everything below it. The longest one that matches counts.

    `/` is every path outside of `/api`: pages for browsers.
    """

    path: str
    exact: bool
    rules: RouteRules

    def segments(self) -> list[str]:
        """Return the segments of the path; `*` stands for any one."""
        return self.path.split("/")


def parse_routes(tables: Iterable[Mapping[str, Any]]) -> Iterator[RouteSpec]:
    """Yield the routes of these tables; raise TypeError when one has an unknown field."""
    for table in tables:
        rules = dict(table)
        prefixes, paths = rules.pop("prefixes", ()), rules.pop("paths", ())
        if not prefixes and not paths:
            raise TypeError("a table of routes must have prefixes or paths")
        for exact, names in ((False, prefixes), (True, paths)):
            yield from (RouteSpec(name, exact, RouteRules(**rules)) for name in names)


def route_problems(service: str, routes: Sequence[RouteSpec]) -> Iterator[str]:
    """Yield what is wrong with the routes of a service."""
    prefixes = {route.path for route in routes if not route.exact}
    for route in routes:
        segments = route.segments()
        if (route.path == PAGES) is not (route.rules.credentials == "cookies"):
            yield f"{service}: the prefix / and credentials = cookies belong together, got {route.path}"
        if route.path == PAGES:
            continue
        if not all(segments) or segments[0] == "*" or segments[-1] == "*" or segments.count("*") > 1:
            yield f"{service}: a route must have segments, and at most one `*` between two, got {route.path}"
        elif "*" in segments and (len(segments) != 3 or route.exact):
            yield f"{service}: a route with `*` must be a prefix of three segments, got {route.path}"
        if route.exact and not any(route.path.startswith(f"{prefix}/") for prefix in prefixes):
            yield f"{service}: a path must be below a prefix of the service, got {route.path}"
        rules = route.rules
        for name, value, allowed in (
            ("credentials", rules.credentials, CREDENTIALS),
            ("request_class", rules.request_class, REQUEST_CLASSES),
        ):
            if value not in allowed:
                yield f"{service}: {name} of {route.path} must be one of {', '.join(allowed)}, got {value}"
        limits = (rules.connect_seconds, rules.first_byte_seconds, rules.total_seconds, rules.max_body_bytes)
        if any(limit is not None and limit <= 0 for limit in limits):
            yield f"{service}: limits of {route.path} must be above 0"


def route_lines(service: str, routes: Iterable[RouteSpec]) -> Iterator[str]:
    """Yield the lines of Python that create the routes of a service."""
    for route in routes:
        arguments = [f'"{route.path}"', f'"{service}"', *(["exact=True"] if route.exact else []), *_rules(route.rules)]
        line, inner = f"    Route({', '.join(arguments)}),", f"        {', '.join(arguments)}"
        if len(line) <= LINE:
            yield line
            continue
        inside = [inner] if len(inner) <= LINE else [f"        {argument}," for argument in arguments]
        yield from ["    Route(", *inside, "    ),"]


def _rules(rules: RouteRules) -> Iterator[str]:
    for rule in fields(RouteRules):
        value = getattr(rules, rule.name)
        if value != rule.default:
            shown = f'"{value}"' if isinstance(value, str) else value
            yield f"{rule.name}={shown}"
