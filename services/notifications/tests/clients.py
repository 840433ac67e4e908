"""Clients of the service, each signed in as a user."""

from contextlib import AbstractAsyncContextManager
from uuid import UUID

import httpx2

from chassis.testing.clients import client_for
from chassis.testing.tokens import Tokens
from notifications.api import create_api
from notifications.bootstrap import Container


def client_of(
    container: Container, tokens: Tokens, user_id: UUID, *, roles: tuple[str, ...] = ("user",)
) -> AbstractAsyncContextManager[httpx2.AsyncClient]:
    """Return a client of a new application over a container."""
    app = create_api(container)
    app.state.verifier = tokens.verifier()
    return client_for(app, headers=tokens.bearer(user_id, roles=roles), seconds=30)


def administrator_of(container: Container, tokens: Tokens) -> AbstractAsyncContextManager[httpx2.AsyncClient]:
    """Return a client of an administrator."""
    return client_of(container, tokens, UUID(int=0xAD), roles=("user", "admin"))
