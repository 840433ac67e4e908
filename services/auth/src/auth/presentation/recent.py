"""The dependency of sensitive changes: a sign-in within the last 15 minutes."""

from typing import Annotated

from fastapi import Depends

from auth.domain.errors import SessionEnded
from auth.domain.factors.errors import ReauthenticationRequired
from auth.domain.security.actor import Actor
from auth.presentation.dependencies import ActorDep, ApplicationDep
from auth.presentation.errors import refuses
from chassis.http.document.error_cases import Responses


async def recent_actor(use_cases: ApplicationDep, actor: ActorDep) -> Actor:
    """Return the session that sends a request; its user has proved who they are within the last 15 minutes."""
    await use_cases.factors.reauthentication.require(actor)
    return actor


RecentActor = Annotated[Actor, Depends(recent_actor)]


def refuses_recent(*errors: type[Exception]) -> Responses:
    """Return the OpenAPI responses of the dependency and of the errors that a route raises besides."""
    return refuses(SessionEnded, ReauthenticationRequired, *errors)
