"""The application factory."""

from collections.abc import Sequence

from fastapi import FastAPI

from billing.bootstrap import Container
from billing.presentation.errors import ERRORS
from billing.presentation.routers import ROUTERS
from chassis.runtime.background import Background


def create_api(container: Container, backgrounds: Sequence[Background] = (), *, routes: bool = True) -> FastAPI:
    """Return the application that runs `backgrounds`; without `routes` it serves health and metrics only."""
    return container.runtime.create_app(
        title="Marquee billing",
        description="Plans, subscriptions and payments.",
        routers=ROUTERS if routes else (),
        errors=ERRORS,
        application=container.application,
        backgrounds=backgrounds,
    )
