"""The administrator or viewer who sends a request."""

from typing import Annotated

from fastapi import Depends

from auth.application.administration.administrators import Administrator
from auth.presentation.dependencies import ClientDep
from chassis.http.tokens import AdminPrincipal


async def _administrator(principal: AdminPrincipal, client: ClientDep) -> Administrator:
    """Return the session of the administrator who sends the request."""
    return Administrator(principal.user_id, principal.session_id, client)


AdministratorDep = Annotated[Administrator, Depends(_administrator)]
