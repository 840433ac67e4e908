"""The routers of an API under its prefix, as the routes of an application."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from chassis.http.routing.parameters import ParameterCheck
from chassis.http.routing.table import PreparedRoutes, prepared

API_PREFIX: Final = "/api/v1"


@dataclass(frozen=True, slots=True)
class SharedRoutes:
    """The routes of routers, with what the tables of several applications have in common."""

    routers: tuple[APIRouter, ...]
    """Kept, so that their ids stay theirs."""
    routes: tuple[BaseRoute, ...]
    prepared: PreparedRoutes


_SHARED: Final[dict[tuple[int, ...], SharedRoutes]] = {}


def operation_id(route: APIRoute) -> str:
    """Return the id of a route's operation in the OpenAPI document."""
    return "".join(part if index == 0 else part.capitalize() for index, part in enumerate(route.name.split("_")))


def shared_routes_of(routers: Sequence[APIRouter]) -> SharedRoutes:
    """Return the routes of these routers, prepared once per process; `dependency_overrides` do not apply to them.

    FastAPI takes 10 ms to prepare a route: several replicas in one process, as in tests, share the result.
    """
    key = tuple(map(id, routers))
    if key not in _SHARED:
        api = APIRouter(dependencies=[Depends(ParameterCheck())], generate_unique_id_function=operation_id)
        for router in routers:
            api.include_router(router, prefix=API_PREFIX)
        _SHARED[key] = SharedRoutes(tuple(routers), tuple(api.routes), prepared(api.routes))
    return _SHARED[key]
