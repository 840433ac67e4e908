"""Door 1: HTTP."""

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI

from chassis.http.app import create_app
from chassis.runtime.background import Background
from library.bootstrap import Container
from library.presentation.errors import ERRORS
from library.presentation.http import router


def create_api(container: Container, backgrounds: Sequence[Background] = (), *, routes: bool = True) -> FastAPI:
    """Give the application; without `routes` only health and metrics, for a worker."""
    foundation = container.foundation
    routers: list[APIRouter] = [router] if routes else []
    return create_app(
        title="Marquee library",
        description="What a viewer watches, rates and keeps.",
        routers=routers,
        errors=ERRORS,
        health=foundation.health,
        verifier=foundation.verifier,
        lifespan=foundation.lifespan(backgrounds),
        state={"application": container.application},
        max_body_bytes=foundation.settings.max_body_bytes,
    )
