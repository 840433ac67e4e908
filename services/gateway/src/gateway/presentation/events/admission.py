"""Admission of requests for the gateway's own operations, by the rules that apply to those of the services."""

from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.application.admission import Admit
from gateway.application.ports import Principal
from gateway.domain.errors import GatewayError
from gateway.presentation.client_networks import request_head
from gateway.presentation.errors import send_error

CLIENT: Final = "marquee.client"
"""Key of a scope."""
OWN_PATHS: Final = "/api/"


@dataclass(frozen=True, slots=True)
class Client:
    """Who sent a request: the user of a valid token, if it has one, and the address."""

    principal: Principal | None
    address: str


class OwnOperations:
    """Admits the requests of the API that reach the pages, and puts their clients into the scope."""

    def __init__(self, app: ASGIApp, *, admit: Admit) -> None:
        self._app = app
        self._admit = admit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http" or not scope["path"].startswith(OWN_PATHS):
            await self._app(scope, receive, send)
            return
        head = request_head(scope)
        admission = await self._admit(head)
        headers = [] if admission.rate_limit is None else admission.rate_limit.headers()
        if isinstance(admission.outcome, GatewayError):
            await send_error(send, admission.outcome, headers)
            return
        scope[CLIENT] = Client(admission.outcome.credentials.principal, head.address)

        async def send_with_limits(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *headers]
            await send(message)

        await self._app(scope, receive, send_with_limits)
