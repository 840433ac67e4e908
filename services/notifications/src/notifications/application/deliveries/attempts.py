"""One attempt to deliver: render, commit the intent, hand over, commit the result."""

import asyncio
import logging
import random
from datetime import datetime, timedelta
from typing import Final

from chassis.core.clock import Clock
from notifications.application.deliveries.channels import Channel, Content, OutgoingMessage
from notifications.application.deliveries.journal import Journal
from notifications.application.deliveries.queue import LEASE, DueDelivery, Marker, Result
from notifications.application.deliveries.rendering import Renderer, TextRequest
from notifications.domain.deliveries.model import Outcome, Refused, State
from notifications.domain.deliveries.retries import Progress, after
from notifications.domain.messages.kinds import Priority

logger = logging.getLogger(__name__)

DEADLINE: Final = timedelta(seconds=30)
"""How long a channel may take for one message."""
UNREADABLE: Final = "address_unreadable"
"""The obstacle of an address whose key is missing: it may come back."""


class NotConfigured:
    """The channel of an installation that has none of its kind."""

    repeatable = True

    async def send(self, _: OutgoingMessage) -> Outcome:
        """Refuse for good."""
        return Refused("channel_not_configured", "this installation does not use the channel", permanent=True)

    async def close(self) -> None:
        """Close nothing."""


class Attempts:
    """Makes attempts on one channel."""

    def __init__(
        self, channel: Channel, renderer: Renderer, journal: Journal, clock: Clock, *, deadline: timedelta = DEADLINE
    ) -> None:
        self.channel = channel
        self._renderer = renderer
        self._journal = journal
        self._clock = clock
        self._deadline = deadline.total_seconds()
        self._timeouts: set[asyncio.Timeout] = set()
        self._interrupted = False

    @property
    def repeatable(self) -> bool:
        """Return whether receivers of the channel recognize a repetition."""
        return self.channel.repeatable

    def interrupt(self) -> None:
        """Hand nothing more over, and end what is being handed over: it is not known whether it was accepted."""
        self._interrupted = True
        now = asyncio.get_running_loop().time()
        for timeout in self._timeouts:
            timeout.reschedule(now)

    async def __call__(self, due: DueDelivery, slots: asyncio.Semaphore, stopping: asyncio.Event) -> bool:
        """Attempt a delivery, in a slot while it is handed over; return whether it was attempted before the stop.

        Whatever happens, its state says what is known.
        """
        now = self._clock.now()
        if result := _result_without_attempt(due, now):
            await self._journal.commit(result)
            return True
        outcome: Outcome
        if due.obstacle == UNREADABLE:
            outcome = Refused(UNREADABLE, "the address cannot be decrypted", attempted=False)
        elif (content := self._render(due)) is None:
            outcome = Refused("text_unavailable", "the message cannot be rendered")
        else:
            async with slots:
                if stopping.is_set():
                    return False
                if not await self._journal.commit(Marker(due, self._clock.now() + LEASE)):
                    return True
                if self._interrupted:
                    await self._journal.commit(Result(due, State.PENDING, due.attempts, now, due_at=now))
                    return True
                outcome = await self._send(due, content)
        await self._journal.commit(self._result(due, outcome, self._clock.now()))
        return True

    def _render(self, due: DueDelivery) -> Content | None:
        try:
            return self._renderer.render(
                TextRequest(
                    due.kind, due.language or "en", due.time_zone or "UTC", due.values, due.user_id, due.channel
                )
            )
        except Exception as failure:  # noqa: BLE001 - whatever a text raises, it fails this delivery only
            # Its message may hold values, which include codes.
            logger.error("cannot render a message", extra={"kind": due.kind, "failure": type(failure).__name__})
            return None

    async def _send(self, due: DueDelivery, content: Content) -> Outcome:
        message = OutgoingMessage(
            delivery_id=due.delivery_id,
            user_id=due.user_id,
            kind=due.kind,
            address=due.address or "",
            content=content,
            urgent=due.priority == Priority.CODE,
            language=due.language or "en",
        )
        timeout = asyncio.timeout(self._deadline)
        try:
            async with timeout:
                self._timeouts.add(timeout)
                return await self.channel.send(message)
        except TimeoutError:
            return Refused("no_response", "the server has not responded in time", uncertain=True)
        except Exception as failure:  # noqa: BLE001 - an adapter raises nothing; if it does, nothing is known
            logger.error(
                "a channel raised an exception", extra={"channel": due.channel, "failure": type(failure).__name__}
            )
            return Refused("unexpected", "the message could not be handed over", uncertain=True)
        finally:
            self._timeouts.discard(timeout)

    def _result(self, due: DueDelivery, outcome: Outcome, now: datetime) -> Result:
        progress = Progress(due.attempts, due.priority, due.expires_at, self.channel.repeatable)
        step = after(outcome, progress, now, random.random())
        return Result(
            due,
            step.state,
            step.attempts,
            now,
            due_at=step.due_at,
            code=step.code,
            detail=step.detail,
            reference=step.reference,
            target_is_gone=step.target_is_gone,
        )


def _result_without_attempt(due: DueDelivery, now: datetime) -> Result | None:
    """Return the end of a delivery that is not attempted at all."""
    if now >= due.expires_at:
        return Result(due, State.FAILED, due.attempts, now, code="expired")
    if due.obstacle is not None and due.obstacle != UNREADABLE:
        return Result(due, State.CANCELLED, due.attempts, now, code=due.obstacle)
    return None
