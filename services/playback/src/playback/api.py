"""The application factory."""

from collections.abc import Sequence

from fastapi import FastAPI

from chassis.runtime.background import Background
from playback.bootstrap import Container
from playback.presentation.errors import ERRORS
from playback.presentation.routers import ROUTERS


def create_api(container: Container, backgrounds: Sequence[Background] = (), *, routes: bool = True) -> FastAPI:
    """Return the application that runs `backgrounds`; without `routes` it serves health and metrics only."""
    return container.runtime.create_app(
        title="Marquee playback",
        description="Videos of titles: upload, transcoding, protection and streaming.",
        routers=ROUTERS if routes else (),
        errors=ERRORS,
        application=container.application,
        backgrounds=backgrounds,
    )
