"""The application factory."""

from collections.abc import Sequence

from fastapi import FastAPI

from catalog.bootstrap import Container
from catalog.domain.errors import MediaGone
from catalog.presentation.errors import ERRORS, gone
from catalog.presentation.http import router
from catalog.presentation.lookup import router as lookup_router
from chassis.runtime.background import Background


def create_api(container: Container, backgrounds: Sequence[Background] = (), *, routes: bool = True) -> FastAPI:
    """Return the application that runs `backgrounds`; without `routes` it serves health and metrics only."""
    app = container.runtime.create_app(
        title="Marquee catalog",
        description="What can be listed, read and searched.",
        routers=[router, lookup_router] if routes else [],
        errors=ERRORS,
        application=container.application,
        backgrounds=backgrounds,
        state={"images": container.images},
    )
    app.add_exception_handler(MediaGone, gone)
    return app
