"""The dependency of sensitive changes: a sign-in within the last 15 minutes."""

from typing import Annotated

from fastapi import Depends

from auth.domain.errors import SessionEnded
from auth.domain.factors.errors import ReauthenticationRequired
from auth.presentation.dependencies import ApplicationDep
from auth.presentation.errors import refuses
from chassis.http.document.error_cases import Responses
from chassis.http.tokens import CurrentPrincipal, Principal


async def recent_session(use_cases: ApplicationDep, principal: CurrentPrincipal) -> Principal:
    """Return the principal of a session whose user has proved who they are within the last 15 minutes."""
    await use_cases.factors.reauthentication.require(principal.user_id, principal.session_id)
    return principal


RecentSession = Annotated[Principal, Depends(recent_session)]


def recent_refusals() -> Responses:
    """Return the OpenAPI responses of the dependency."""
    return refuses(SessionEnded, ReauthenticationRequired)
