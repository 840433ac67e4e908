"""The application factory."""

from collections.abc import Sequence

from fastapi import FastAPI

from chassis.http.app import create_app
from chassis.http.authorization.scopes import scopes_of_service
from chassis.runtime.background import Background
from chassis.service_runtime import lifespan
from search.bootstrap import Container
from search.presentation.errors import ERRORS
from search.presentation.http import ROUTERS


def create_api(container: Container, backgrounds: Sequence[Background] = ()) -> FastAPI:
    """Return the application that runs `backgrounds`."""
    return create_app(
        title="Marquee search",
        description="Titles, people, collections and keywords, by text.",
        routers=ROUTERS,
        errors=ERRORS,
        health=container.health,
        verifier=container.verifier,
        lifespan=lifespan(
            backgrounds,
            seconds=container.settings.shutdown_seconds,
            closing=[container.ingestion.aclose, container.announcements.close],
        ),
        state={"application": container.application, "presentation": container.presentation},
        max_body_bytes=container.settings.max_body_bytes,
        shared_routes=True,
        shared_response_seconds=container.settings.shared_response_seconds,
        scope_rule=scopes_of_service("search"),
    )
