"""The administrator or viewer who sends a request."""

from typing import Annotated

from fastapi import Depends

from auth.domain.security.actor import Actor
from auth.presentation.dependencies import ClientDep
from chassis.http.tokens import AdminPrincipal


async def _administrator(principal: AdminPrincipal, client: ClientDep) -> Actor:
    """Return the session of the administrator who sends the request."""
    return Actor(principal.user_id, principal.session_id, client)


AdministratorDep = Annotated[Actor, Depends(_administrator)]
