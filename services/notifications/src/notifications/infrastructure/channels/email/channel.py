"""The channel of mail: hands messages over to a relay by SMTP."""

import asyncio
import logging
import ssl
from dataclasses import dataclass
from typing import Final

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPNotSupported,
    SMTPResponseException,
)

from chassis.core.circuit_breaker import Admission
from chassis.core.clock import Clock
from egress.guard import EgressGuard
from egress.policy import EgressRefused
from notifications.application.deliveries.channels import OutgoingMessage
from notifications.domain.deliveries.model import Delivered, Outcome, Refused
from notifications.infrastructure.channels.breaker import server_breaker
from notifications.infrastructure.channels.email.composing import InvalidAddress, Mail, Sender, compose
from notifications.infrastructure.channels.email.connections import Connection, Connections, Relay
from notifications.infrastructure.channels.email.outcomes import CLOSING, Refusal, readable, refusal_of
from notifications.infrastructure.channels.servers import not_admitted

logger = logging.getLogger(__name__)

DEADLINE_SECONDS: Final = 25.0
"""For one message with its connection: less than the dispatcher waits."""


@dataclass(slots=True)
class _Progress:
    """How far an attempt has come."""

    is_handed_over: bool = False
    """Whether the server may have the whole message."""


class SmtpChannel:
    """Sends mail through a relay."""

    repeatable = False
    """Receivers show a second message with the same `Message-ID` as a second one."""

    def __init__(
        self,
        relay: Relay,
        sender: Sender,
        guard: EgressGuard,
        clock: Clock,
        *,
        connections: int = 8,
        deadline: float = DEADLINE_SECONDS,
    ) -> None:
        self._sender = sender
        self._clock = clock
        self._connections = Connections(relay, guard, connections)
        self._breaker = server_breaker(clock)
        self._deadline = deadline

    async def send(self, message: OutgoingMessage) -> Outcome:
        """Hand a message over and return what came of it."""
        try:
            mail = compose(message, self._sender, self._clock.now())
        except InvalidAddress as error:
            return Refused("address_invalid", str(error), permanent=True, target_is_gone=True)
        if self._breaker.admit() is Admission.NONE:
            return Refused(
                "server_unavailable", "the relay has failed several times; it is not called", attempted=False
            )
        try:
            result = await self._attempt(mail)
        except EgressRefused as refused:
            return not_admitted(refused.refusal)
        if isinstance(result, Delivered):
            self._breaker.succeeded()
            return result
        if result.is_outage:
            self._breaker.failed()
            logger.warning("the mail relay fails", extra={"code": result.outcome.code, "detail": result.outcome.detail})
        else:
            self._breaker.succeeded()
        return result.outcome

    async def close(self) -> None:
        """Close the connections that are kept."""
        await self._connections.close()

    async def _attempt(self, mail: Mail) -> Delivered | Refusal:
        """Send within the deadline, and say of every failure whether the server may have the message."""
        progress = _Progress()
        try:
            async with asyncio.timeout(self._deadline):
                return await self._send(mail, progress)
        except SMTPResponseException as failure:
            if progress.is_handed_over:
                return _outage("no_response", "the server has responded with neither yes nor no", uncertain=True)
            if isinstance(failure, SMTPAuthenticationError):
                return _outage("sign_in_refused", readable(f"{failure.code} {failure.message}", mail.recipient))
            return refusal_of(failure, mail.recipient)
        except (TimeoutError, SMTPException, OSError) as failure:
            if progress.is_handed_over:
                detail = "the connection ended before the server confirmed the message"
                return _outage("no_response", detail, uncertain=True)
            code = "tls_failed" if _is_of_tls(failure) else "server_unreachable"
            return _outage(code, readable(str(failure) or "the server has not responded in time", mail.recipient))

    async def _send(self, mail: Mail, progress: _Progress) -> Delivered | Refusal:
        connection = await self._connections.take()
        try:
            return await self._transact(connection, mail, progress)
        except (ConnectionError, SMTPResponseException):
            # A server may end a connection that was idle, or has carried many; of this message it knows nothing.
            if not connection.is_reused or progress.is_handed_over:
                raise
        return await self._transact(await self._connections.open(), mail, progress)

    async def _transact(self, connection: Connection, mail: Mail, progress: _Progress) -> Delivered | Refusal:
        """Send one message on a connection, which is kept if the server still listens to it."""
        client = connection.client
        try:
            if mail.is_international and not client.supports_extension("smtputf8"):
                detail = "the relay takes ASCII addresses only"
                result: Delivered | Refusal = Refusal(Refused("address_unsupported", detail, permanent=True))
            else:
                result = await _hand_over(client, mail, progress)
        except BaseException:
            client.close()
            raise
        await self._connections.put(connection)
        return result


async def _hand_over(client: SMTP, mail: Mail, progress: _Progress) -> Delivered | Refusal:
    """Hand a message over; raise SMTPResponseException for a response that ends the connection."""
    encoding, options = ("utf-8", ["SMTPUTF8"]) if mail.is_international else ("ascii", [])
    try:
        await client.mail(mail.sender, options=options, encoding=encoding)
        await client.rcpt(mail.recipient, encoding=encoding)
        progress.is_handed_over = True
        response = await client.data(mail.content)
    except SMTPResponseException as failure:
        if 200 <= failure.code < 300 and isinstance(failure, SMTPDataError):
            return Delivered(readable(f"{failure.code} {failure.message}", mail.recipient))
        if not 400 <= failure.code < 600:
            raise
        progress.is_handed_over = False
        if failure.code == CLOSING:
            raise
        await _reset(client)
        return refusal_of(failure, mail.recipient)
    return Delivered(readable(f"{response.code} {response.message}", mail.recipient))


async def _reset(client: SMTP) -> None:
    """Make a connection ready for the next message, or close it."""
    try:
        await client.rset()
    except (SMTPException, OSError):
        client.close()


def _is_of_tls(failure: BaseException) -> bool:
    """Return whether a connection failed because of its encryption."""
    causes = (failure, failure.__cause__)
    return any(isinstance(cause, ssl.SSLError | SMTPNotSupported) for cause in causes) or "STARTTLS" in str(failure)


def _outage(code: str, detail: str, *, uncertain: bool = False) -> Refusal:
    return Refusal(Refused(code, detail, uncertain=uncertain), is_outage=True)
