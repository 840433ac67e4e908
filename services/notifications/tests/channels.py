"""Channels for tests, and the rows that deliveries need."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from chassis.storage.encryption import Keyring
from chassis.testing.clock import NOON
from notifications.application.deliveries.channels import Content, OutgoingMessage
from notifications.application.deliveries.rendering import TextRequest
from notifications.domain.deliveries.model import Delivered, Delivery, Outcome, State
from notifications.domain.messages.kinds import Priority
from notifications.domain.preferences.model import Channel
from notifications.infrastructure.deliveries.sealed import Sealed

SEALED = Sealed(Keyring([bytes(32)]))


class PlainRenderer:
    """Renders every kind in the same way: its name, and its values one per line."""

    languages = ("en",)

    def render(self, request: TextRequest) -> Content:
        """Return the name of the kind, and its values."""
        title = request.kind.replace("_", " ").capitalize()
        text = "\n".join(f"{name}: {value}" for name, value in request.values.items() if value is not None)
        return Content(title=title, text=text or title, short=title)


class RecordingChannel:
    """Keeps what is handed over, and returns the outcomes that the test sets; without one, all is accepted."""

    def __init__(self, *outcomes: Outcome | BaseException, repeatable: bool = False) -> None:
        self.repeatable = repeatable
        self.messages: list[OutgoingMessage] = []
        self.on_send: Callable[[OutgoingMessage], None] = lambda message: None
        self.held: asyncio.Event | None = None
        self.closed = False
        self._outcomes = list(outcomes)

    async def send(self, message: OutgoingMessage) -> Outcome:
        self.messages.append(message)
        self.on_send(message)
        if self.held is not None:
            await self.held.wait()
        outcome = self._outcomes.pop(0) if self._outcomes else Delivered("250 accepted")
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    async def close(self) -> None:
        self.closed = True


def delivery(
    number: int,
    *,
    user: int = 0xA1,
    channel: Channel = "email",
    priority: Priority = Priority.NORMAL,
    due_at: datetime = NOON,
    kind: str = "test",
    target: int | None = None,
    lifetime: timedelta = timedelta(days=7),
    state: State = State.PENDING,
) -> Delivery:
    """Return a delivery that is due at noon."""
    return Delivery(
        delivery_id=UUID(int=number),
        user_id=UUID(int=user),
        kind=kind,
        channel=channel,
        priority=priority,
        state=state,
        due_at=due_at,
        expires_at=NOON + lifetime,
        created_at=NOON,
        target_id=None if target is None else UUID(int=target),
    )


def numbers(messages: Sequence[OutgoingMessage]) -> list[int]:
    """Return the ids of messages as numbers."""
    return [message.delivery_id.int for message in messages]
