"""Dependencies of routes are coroutines: FastAPI runs a plain function in a thread, which costs more than a refresh."""

import inspect
from collections.abc import Iterator

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from auth.presentation.routers import ROUTERS

pytestmark = pytest.mark.unit


def _all(dependant: Dependant) -> Iterator[Dependant]:
    for dependency in dependant.dependencies:
        yield dependency
        yield from _all(dependency)


def test_no_dependency_runs_in_a_thread() -> None:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    assert len(routes) > 20
    calls = {dependency.call for route in routes for dependency in _all(route.dependant)}
    threaded = {
        getattr(call, "__name__", str(call))
        for call in calls
        if call is not None
        and not inspect.iscoroutinefunction(call)
        and not inspect.iscoroutinefunction(getattr(call, "__call__", None))  # noqa: B004 - the method is inspected
    }
    assert threaded == set()
