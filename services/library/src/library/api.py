"""The application factory."""

from collections.abc import Sequence

from fastapi import FastAPI

from charts.rendering import ChartRenderer
from chassis.runtime.background import Background
from library.bootstrap import Container
from library.presentation.errors import ERRORS
from library.presentation.routers import ROUTERS


def create_api(container: Container, backgrounds: Sequence[Background] = (), *, routes: bool = True) -> FastAPI:
    """Return the application that runs `backgrounds`; without `routes` it serves health and metrics only."""
    return container.runtime.create_app(
        title="Marquee library",
        description="Entries of a user: watch state, progress, rating and notes per title.",
        routers=ROUTERS if routes else [],
        errors=ERRORS,
        application=container.application,
        backgrounds=backgrounds,
        state={"charts": ChartRenderer()},
    )
