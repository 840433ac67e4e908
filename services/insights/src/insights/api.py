"""Door 1: HTTP."""

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI

from chassis.http.app import create_app
from chassis.runtime.background import Background
from insights.bootstrap import Container
from insights.presentation.errors import ERRORS
from insights.presentation.http import router


def create_api(container: Container, backgrounds: Sequence[Background] = (), *, routes: bool = True) -> FastAPI:
    """Give the application; without `routes` only health and metrics, for a worker."""
    foundation = container.foundation
    routers: list[APIRouter] = [router] if routes else []
    return create_app(
        title="Marquee insights",
        description="Which titles rise and fall, and the daily audience of each.",
        routers=routers,
        errors=ERRORS,
        health=foundation.health,
        verifier=foundation.verifier,
        lifespan=foundation.lifespan(backgrounds),
        state={"application": container.application},
        max_body_bytes=foundation.settings.max_body_bytes,
    )
