"""The application factory."""

from collections.abc import Sequence

from fastapi import FastAPI

from catalog.bootstrap import Container
from catalog.domain.errors import MediaDeleted
from catalog.presentation.errors import ERRORS, deleted_response
from catalog.presentation.routers import ROUTERS
from chassis.runtime.background import Background


def create_api(container: Container, backgrounds: Sequence[Background] = (), *, routes: bool = True) -> FastAPI:
    """Return the application that runs `backgrounds`; without `routes` it serves health and metrics only."""
    app = container.runtime.create_app(
        title="Marquee catalog",
        description="Lists and pages of movies and shows.",
        routers=ROUTERS if routes else (),
        errors=ERRORS,
        application=container.application,
        backgrounds=backgrounds,
        state={"images": container.images},
    )
    app.add_exception_handler(MediaDeleted, deleted_response)
    return app
