"""The application factory."""

from collections.abc import Sequence

from fastapi import FastAPI

from charts.rendering import ChartRenderer
from chassis.runtime.background import Background
from stats.bootstrap import Container
from stats.presentation.charts.http import router as charts_router
from stats.presentation.drop_off.http import router as drop_off_router
from stats.presentation.errors import ERRORS
from stats.presentation.http import router
from stats.presentation.scoring.comparison import router as comparison_router
from stats.presentation.scoring.http import router as scoring_router


def create_api(container: Container, backgrounds: Sequence[Background] = (), *, routes: bool = True) -> FastAPI:
    """Return the application that runs `backgrounds`; without `routes` it serves health and metrics only."""
    return container.runtime.create_app(
        title="Marquee stats",
        description="Ratings, audience and the open score of every title.",
        routers=[router, scoring_router, comparison_router, drop_off_router, charts_router] if routes else [],
        errors=ERRORS,
        application=container.application,
        backgrounds=backgrounds,
        state={"charts": ChartRenderer()},
    )
