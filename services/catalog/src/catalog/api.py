"""Door 1: HTTP."""

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI

from catalog.bootstrap import Container
from catalog.domain.errors import MediaGone
from catalog.presentation.errors import ERRORS, gone
from catalog.presentation.http import router
from catalog.presentation.lookup import router as lookup_router
from chassis.http.app import create_app
from chassis.runtime.background import Background


def create_api(container: Container, backgrounds: Sequence[Background] = (), *, routes: bool = True) -> FastAPI:
    """Give the application; without `routes` only health and metrics, for a worker."""
    foundation = container.foundation
    routers: list[APIRouter] = [router, lookup_router] if routes else []
    app = create_app(
        title="Marquee catalog",
        description="What can be listed, read and searched.",
        routers=routers,
        errors=ERRORS,
        health=foundation.health,
        verifier=foundation.verifier,
        lifespan=foundation.lifespan(backgrounds),
        state={"application": container.application, "images": container.images},
        max_body_bytes=foundation.settings.max_body_bytes,
    )
    app.add_exception_handler(MediaGone, gone)
    return app
