"""The routes of an application by path, with the methods of each path, also when patterns overlap."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import compile_path

_PARAMETER: Final = re.compile(r"\{[^}]*\}")


@dataclass(slots=True)
class _Path:
    pattern: re.Pattern[str]
    parameters: int
    methods: set[str] = field(default_factory=set)


class RouteTable:
    """The API routes that an application serves, and their methods by path."""

    def __init__(self) -> None:
        self._paths: dict[str, _Path] = {}
        self._routes: list[APIRoute] = []

    def add(self, router: APIRouter, prefix: str) -> None:
        """Add the routes of a router."""
        for route in _api_routes(router):
            template = prefix + route.path
            path = self._paths.get(template)
            if path is None:
                pattern, _, _ = compile_path(template)
                path = self._paths[template] = _Path(pattern, len(_PARAMETER.findall(template)))
            path.methods |= route.methods or set()
            self._routes.append(route)

    @property
    def routes(self) -> list[APIRoute]:
        """Return every route."""
        return list(self._routes)

    def methods(self, path: str) -> list[str]:
        """Return the methods of a path, or none: `/titles/new` is not a title with the id "new"."""
        matching = [candidate for candidate in self._paths.values() if candidate.pattern.match(path)]
        fewest = min((match.parameters for match in matching), default=0)
        nearest = [match.methods for match in matching if match.parameters == fewest]
        return sorted(set().union(*nearest))


def _api_routes(router: APIRouter) -> Iterable[APIRoute]:
    return (route for route in router.routes if isinstance(route, APIRoute))
