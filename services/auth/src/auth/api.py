"""Door 1: HTTP."""

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from auth.bootstrap import Container
from auth.domain.errors import PasswordsBusy, TooManyAttempts
from auth.presentation.errors import ERRORS, postponed
from auth.presentation.http import keys_router, router
from auth.presentation.no_store import NoStore
from chassis.http.app import create_app
from chassis.runtime.background import Background


def create_api(container: Container, backgrounds: Sequence[Background] = (), *, routes: bool = True) -> FastAPI:
    """Give the application; without `routes` only health and metrics, for a worker."""
    start_up = container.start_up() if routes else []
    routers: list[APIRouter] = [router] if routes else []
    app = create_app(
        title="Marquee auth",
        description="Accounts, sign-in and sessions.",
        routers=routers,
        errors=ERRORS,
        health=container.foundation.health,
        verifier=container.verifier,
        lifespan=container.lifespan([*start_up, *backgrounds]),
        state={"application": container.application, "jwks": container.keys.jwks()},
        max_body_bytes=container.settings.max_body_bytes,
    )
    if routes:
        app.include_router(keys_router)
        for kind in (TooManyAttempts, PasswordsBusy):
            app.add_exception_handler(kind, postponed)
        app.add_middleware(NoStore)
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(container.settings.trusted_proxies))
    return app
