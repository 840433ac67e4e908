"""The application factory."""

from collections.abc import Sequence

from fastapi import FastAPI
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from auth.bootstrap import Container
from auth.domain.errors import InvalidInput
from auth.presentation.api_keys.access import scope_rule
from auth.presentation.cache_control import NoStore
from auth.presentation.errors import ERRORS, invalid_input
from auth.presentation.routers import OUTSIDE_OF_API, ROUTERS
from auth.presentation.security.sign_in_limit import SIGN_IN_LIMIT
from chassis.runtime.background import Background
from egress.watching import watch_paths


def create_api(container: Container, backgrounds: Sequence[Background] = (), *, routes: bool = True) -> FastAPI:
    """Return the application that runs `backgrounds`; without `routes` it serves health and metrics only."""
    startup_tasks = container.startup_tasks() if routes else []
    app = container.runtime.create_app(
        title="Marquee auth",
        description="Accounts, sign-in and sessions.",
        routers=ROUTERS if routes else (),
        errors=ERRORS,
        application=container.application,
        backgrounds=[watch_paths(container.settings, container.runtime.health), *startup_tasks, *backgrounds],
        state=container.state,
        scope_rule=scope_rule,
    )
    if routes:
        for router in OUTSIDE_OF_API:
            app.include_router(router)
        app.add_exception_handler(InvalidInput, invalid_input)
        app.user_middleware.append(SIGN_IN_LIMIT)
        app.add_middleware(NoStore)
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(container.settings.trusted_proxies))
    return app
