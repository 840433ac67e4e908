"""Dependencies of routes: no thread runs them, and routes document what the dependencies raise."""

import inspect
from collections.abc import Iterator

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from auth.presentation.recent import recent_actor
from auth.presentation.routers import ROUTERS

pytestmark = pytest.mark.unit


def _all(dependant: Dependant) -> Iterator[Dependant]:
    for dependency in dependant.dependencies:
        yield dependency
        yield from _all(dependency)


def _routes() -> list[APIRoute]:
    return [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]


def test_no_dependency_runs_in_a_thread() -> None:
    """FastAPI runs a plain function in a thread, which costs more than a refresh."""
    routes = _routes()
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


def test_a_route_that_needs_a_recent_sign_in_documents_it_beside_its_own_errors() -> None:
    recent = [route for route in _routes() if recent_actor in {item.call for item in _all(route.dependant)}]
    assert len(recent) > 10
    for route in recent:
        for status, code in ((401, "UNAUTHORIZED"), (403, "REAUTHENTICATION_REQUIRED")):
            examples = route.responses[status]["content"]["application/json"]["examples"]
            assert code in examples, route.path
