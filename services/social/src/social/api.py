"""The application factory."""

from collections.abc import Sequence

from fastapi import FastAPI

from chassis.runtime.background import Background
from social.bootstrap import Container
from social.presentation.errors import ERRORS
from social.presentation.routers import ROUTERS, SOCKETS


def create_api(container: Container, backgrounds: Sequence[Background] = (), *, routes: bool = True) -> FastAPI:
    """Return the application that runs `backgrounds`; without `routes` it serves health and metrics only."""
    return container.runtime.create_app(
        title="Marquee social",
        description="What users share: people, friends and followers, and the activity feed.",
        routers=ROUTERS if routes else (),
        errors=ERRORS,
        application=container.application,
        backgrounds=backgrounds,
        sockets=SOCKETS if routes else (),
    )
