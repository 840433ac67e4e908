"""Messages to services that users have an account at, by the library apprise, in threads of our own."""

import asyncio
import contextvars
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from chassis.core.circuit_breaker import Admission
from chassis.core.clock import Clock
from chassis.core.outgoing.public_addresses import AddressRules
from egress.guard import EgressGuard
from egress.policy import EgressRefused
from notifications.application.deliveries.channels import OutgoingMessage
from notifications.domain.deliveries.model import Delivered, Outcome, Refused
from notifications.domain.targets.errors import InvalidAddress
from notifications.infrastructure.channels import guarded_requests
from notifications.infrastructure.channels.guarded_requests import Call
from notifications.infrastructure.channels.servers import (
    SERVER_ERROR,
    ServerBreakers,
    not_admitted,
    temporary,
    unavailable,
)
from notifications.infrastructure.channels.service_addresses import ServiceAddresses

SECONDS: Final = 20.0
_GONE: Final = frozenset({401, 403, 404, 410})
"""The token was revoked, or the receiver has deleted the hook or blocked the sender."""
_LEAST_REFUSAL: Final = 300


class ServiceChannel:
    """Hands messages over to services. Most of them recognize no repetition."""

    repeatable = False

    def __init__(
        self,
        addresses: ServiceAddresses,
        rules: AddressRules,
        guard: EgressGuard,
        clock: Clock,
        *,
        threads: int,
        seconds: float = SECONDS,
    ) -> None:
        self._guard = guard
        self._addresses = addresses
        self._rules = rules
        self._clock = clock
        self._seconds = seconds
        self._breakers = ServerBreakers(clock)
        self._threads = ThreadPoolExecutor(threads, "services")

    async def send(self, message: OutgoingMessage) -> Outcome:
        """Send one message; a thread whose service does not respond in time ends with its own deadline."""
        try:
            client = await asyncio.get_running_loop().run_in_executor(
                self._threads, self._addresses.open, message.address
            )
        except InvalidAddress as refused:
            return Refused("address_not_permitted", str(refused), permanent=True)
        breaker = self._breakers.of(getattr(client, "host", None) or type(client).__name__)
        if breaker.admit() is Admission.NONE:
            return unavailable()
        try:
            route = await self._guard.admit_path()
        except EgressRefused as refused:
            return not_admitted(refused.refusal)
        call = Call(self._rules, self._guard, route, time.monotonic() + self._seconds)
        content = message.content
        text = content.short if content.url is None else f"{content.short}\n{content.url}"
        try:
            async with asyncio.timeout(self._seconds):
                accepted = await asyncio.get_running_loop().run_in_executor(
                    self._threads, contextvars.Context().run, _notify, client, call, content.title, text
                )
        except TimeoutError:
            breaker.failed()
            return Refused("no_response", "the service has not responded in time", uncertain=call.begun)
        if _is_failure(call):
            breaker.failed()
        else:
            breaker.succeeded()
        return self._outcome(call, accepted=accepted)

    async def close(self) -> None:
        """End the threads that have nothing to do; the others end with their deadline."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _outcome(self, call: Call, *, accepted: bool) -> Outcome:
        if call.refusal is not None:
            return not_admitted(call.refusal)
        if call.failure is not None:
            return _broken(call.failure, is_refused=call.is_refused)
        if call.status is None:
            return Refused("not_sent", "the library has sent nothing", permanent=True)
        if passing := temporary(call.status, call.headers, self._clock.now()):
            return passing
        if call.status in _GONE:
            detail = f"the service responded {call.status}: the address is not valid any more"
            return Refused("address_refused", detail, target_is_gone=True)
        if accepted:
            return Delivered(str(call.status))
        if call.status >= _LEAST_REFUSAL:
            return Refused("refused", f"the service responded {call.status}", permanent=True)
        return Refused("refused", "the service has not accepted the message", permanent=True)


def _is_failure(call: Call) -> bool:
    """Return whether the server did not respond as it should."""
    if call.failure is not None:
        return not call.is_refused and call.refusal is None
    return call.status is not None and call.status >= SERVER_ERROR


def _notify(client: Any, call: Call, title: str, text: str) -> bool:
    """Send with a client of the library, in the thread and context of one call."""
    guarded_requests.CURRENT.set(call)
    # The address of a target may set these; a message is one request.
    client.overflow_mode = "truncate"
    accepted: bool = client.notify(body=text, title=title)
    return accepted


def _broken(failure: requests.exceptions.RequestException, *, is_refused: bool) -> Refused:
    """Return the outcome of a request without a response, in words that show no address."""
    if is_refused:
        return Refused("address_not_permitted", "the server has no address that may be called", permanent=True)
    if isinstance(failure, requests.exceptions.SSLError):
        return Refused("certificate_refused", "there is no secure connection to the server")
    if isinstance(failure, requests.exceptions.ConnectTimeout):
        return Refused("not_reachable", "the server accepts no connection")
    if isinstance(failure, requests.exceptions.ConnectionError) and _before_sending(failure):
        return Refused("not_reachable", "the server accepts no connection")
    return Refused("connection_broken", "the connection broke before the response", uncertain=True)


def _before_sending(failure: requests.exceptions.ConnectionError) -> bool:
    cause = failure.args[0] if failure.args else None
    return isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
