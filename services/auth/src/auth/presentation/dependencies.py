"""Dependencies of the routes of auth.

They are coroutines: FastAPI runs a plain function in a thread, which costs more than the whole rest of a request.
"""

from typing import Annotated

from fastapi import Depends, Request

from auth.application import Application
from auth.domain.security.actor import Actor
from auth.domain.sessions.client import USER_AGENT_CHARS, Client
from chassis.http.dependencies import application
from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.tokens import CurrentPrincipal

ApplicationDep = Annotated[Application, Depends(application)]


async def client_of(request: Request) -> Client:
    """Return the client of a request; behind trusted gateways its address is that of `X-Forwarded-For`."""
    address = request.client.host if request.client else ""
    user_agent = request.headers.get("user-agent", "")
    return Client(address, "".join(filter(str.isprintable, user_agent))[:USER_AGENT_CHARS])


ClientDep = Annotated[Client, Depends(client_of)]


async def actor_of(principal: CurrentPrincipal, client: ClientDep) -> Actor:
    """Return the session that sends a request, with its client."""
    return Actor(principal.user_id, principal.session_id, client)


ActorDep = Annotated[Actor, Depends(actor_of)]


def uncacheable(status: int) -> Responses:
    """Return the OpenAPI headers of a response that must not be stored."""
    return {status: {"headers": headers("Cache-Control")}}
