"""The routes of an application in one flat table: found by path and method, however their routers are nested."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, cast

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from starlette.convertors import StringConvertor
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from chassis.http.routing.deprecation import with_deprecation
from chassis.http.routing.direct import application_of
from chassis.http.routing.shared_reads import SharedRead, shared_read_of, with_shared_reads

_PARAMETER: Final = re.compile(r"\{[^}]*\}")

PreparedRoutes = Mapping[int, tuple[Dependant, ASGIApp]]
"""The application of each route, by the id of its dependencies."""


def prepared(routes: Sequence[BaseRoute]) -> PreparedRoutes:
    """Return the applications that serve these routes, for the tables of several applications."""
    contexts: Iterator[Any] = iter_route_contexts(routes)
    return {id(context.dependant): (context.dependant, _application_of(context)) for context in contexts}


@dataclass(frozen=True, slots=True)
class Served:
    """A route with its whole path, and the application that serves it."""

    route: APIRoute
    path: str
    app: ASGIApp


@dataclass(slots=True)
class _Path:
    template: str
    pattern: re.Pattern[str]
    parameters: int
    methods: set[str] = field(default_factory=set)
    parts: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.parts = self.template.split("/")

    def matches(self, path: str, length: int) -> bool:
        """Return whether a path with so many parts is one of these; the number is compared first."""
        return (len(self.parts) == length or ":path}" in self.template) and self.pattern.match(path) is not None

    def overlaps(self, other: "_Path") -> bool:
        """Return whether one request may match both."""
        return len(self.parts) == len(other.parts) and all(
            one == two or "{" in one + two for one, two in zip(self.parts, other.parts, strict=True)
        )


@dataclass(slots=True)
class _Candidate:
    path: _Path
    served: Served
    nearer: tuple[_Path, ...] = ()
    """The paths with fewer parameters that lack the method and may match too: the response is 405 then."""


class RouteTable:
    """The API routes that an application serves, and their methods by path."""

    def __init__(self, shared: PreparedRoutes = MappingProxyType({})) -> None:
        """Create an empty table; `shared` has what is prepared already for some of its routes."""
        self._prepared = shared
        self._routes: Sequence[BaseRoute] = ()
        self._paths: dict[str, _Path] = {}
        self._fixed: dict[tuple[str, str], Served] = {}
        self._candidates: dict[tuple[str, int], list[_Candidate]] = {}

    def watch(self, routes: Sequence[BaseRoute]) -> None:
        """Set the list of routes; more may be added to it until `build`."""
        self._routes = routes

    @property
    def routes(self) -> list[APIRoute]:
        """Return every API route."""
        return [context.original_route for context in self._contexts() if isinstance(context.original_route, APIRoute)]

    def shared_reads(self) -> Iterator[tuple[APIRoute, SharedRead]]:
        """Yield the reads whose responses caches keep."""
        for context in self._contexts():
            shared = isinstance(context.original_route, APIRoute) and shared_read_of(cast("Any", context).dependant)
            if shared and "GET" in (context.methods or ()):
                yield cast("APIRoute", context.original_route), shared

    def build(self) -> None:
        """Read the routes in the order of matching. A route behind an overlapping one of another kind is left out."""
        self._paths, self._fixed, self._candidates = {}, {}, {}
        others: list[str] = []
        for context in self._contexts():
            prefix = _literal(context.path or "/")
            if not isinstance(context.original_route, APIRoute):
                others.append(prefix)
                continue
            path = self._path(context)
            path.methods |= context.methods or set()
            texts = all(isinstance(convertor, StringConvertor) for convertor in context.param_convertors.values())
            if not texts or any(prefix.startswith(other) or other.startswith(prefix) for other in others):
                others.append(prefix)
            else:
                self._add(path, Served(context.original_route, path.template, self._application(context)), context)
        for (method, _), candidates in self._candidates.items():
            for candidate in candidates:
                candidate.nearer = tuple(
                    other
                    for other in self._paths.values()
                    if other.parameters < candidate.path.parameters
                    and method not in other.methods
                    and other.overlaps(candidate.path)
                )

    def find(self, method: str, path: str) -> tuple[Served, dict[str, str]] | None:
        """Return a route and the parameters in its path, or null when the application's router has to decide."""
        served = self._fixed.get((method, path))
        if served is not None:
            return served, {}
        for candidate in self._candidates.get((method, path.count("/")), ()):
            match = candidate.path.pattern.match(path)
            if match is not None:
                # All methods of a path are read only when one of the few others is nearer.
                is_nearest = not any(other.pattern.match(path) for other in candidate.nearer)
                if not is_nearest and method not in self.methods(path):
                    return None
                return candidate.served, match.groupdict()
        return None

    def methods(self, path: str) -> list[str]:
        """Return the methods of a path, or none: `/titles/new` is not a title with the id "new"."""
        length = path.count("/") + 1
        matching = [candidate for candidate in self._paths.values() if candidate.matches(path, length)]
        fewest = min((match.parameters for match in matching), default=0)
        nearest = [match.methods for match in matching if match.parameters == fewest]
        return sorted(set().union(*nearest))

    def _contexts(self) -> Iterator[RouteContext]:
        return iter_route_contexts(self._routes)

    def _application(self, context: Any) -> ASGIApp:
        # A route may be included under several prefixes, each with dependencies of its own.
        dependant, app = self._prepared.get(id(context.dependant), (None, None))
        return app if app is not None and dependant is context.dependant else _application_of(context)

    def _path(self, context: Any) -> _Path:
        template: str = context.path
        if template not in self._paths:
            self._paths[template] = _Path(template, context.path_regex, len(_PARAMETER.findall(template)))
        return self._paths[template]

    def _add(self, path: _Path, served: Served, context: RouteContext) -> None:
        for method in context.methods or ():
            candidates = self._candidates.setdefault((method, path.template.count("/")), [])
            if path.parameters:
                candidates.append(_Candidate(path, served))
            elif not any(candidate.path.pattern.match(path.template) for candidate in candidates):
                self._fixed.setdefault((method, path.template), served)


def _literal(template: str) -> str:
    return template.partition("{")[0]


def _application_of(context: Any) -> ASGIApp:
    app = with_shared_reads(context.dependant, application_of(context))
    return with_deprecation(context.original_route, app)
