"""The application factory."""

from collections.abc import Sequence

from fastapi import FastAPI

from charts.rendering import ChartRenderer
from chassis.runtime.background import Background
from insights.bootstrap import Container
from insights.presentation.errors import ERRORS
from insights.presentation.routers import ROUTERS


def create_api(container: Container, backgrounds: Sequence[Background] = (), *, routes: bool = True) -> FastAPI:
    """Return the application that runs `backgrounds`; without `routes` it serves health and metrics only."""
    return container.runtime.create_app(
        title="Marquee insights",
        description="Which titles rise and fall, the signals of each over time, and charts of them.",
        routers=ROUTERS if routes else (),
        errors=ERRORS,
        application=container.application,
        backgrounds=backgrounds,
        state={"charts": ChartRenderer()},
    )
