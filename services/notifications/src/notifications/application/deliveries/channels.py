"""The port of channels: an adapter per way to reach a user, chosen by the channel of a delivery."""

from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from notifications.domain.deliveries.model import Outcome


@dataclass(frozen=True, slots=True)
class Content:
    """A message in the language of its reader. All of it is plain text, except `html`."""

    title: str
    """One line: the subject of a mail, the title of a push message."""
    text: str
    """The whole message, its paragraphs divided by empty lines."""
    short: str
    """The message for SMS and push: at most 300 characters."""
    html: str | None = None
    """The body of a mail, every value escaped."""
    url: str | None = None
    """The page that it is about."""
    unsubscribe_url: str | None = None
    """The link that unsubscribes without sign-in; null for what cannot be turned off."""


@dataclass(frozen=True, slots=True)
class OutgoingMessage:
    """A delivery that is ready to be handed over."""

    delivery_id: UUID
    """The same in every attempt: the id that a receiver can recognize a repetition by."""
    user_id: UUID
    kind: str
    address: str = field(repr=False)
    """Opened: what the channel understands as an address. Never logged."""
    content: Content = field(repr=False)
    urgent: bool = False
    """Whether a user is waiting for it."""
    language: str = "en"


class Channel(Protocol):
    """One way to reach users."""

    @property
    def repeatable(self) -> bool:
        """Return whether a receiver recognizes a repetition, so that an uncertain attempt may be repeated."""
        ...

    async def send(self, message: OutgoingMessage) -> Outcome:
        """Hand the message over and return what came of it; raise nothing for any response of a server.

        The adapter has a deadline and a circuit breaker per server, and does not repeat anything itself.
        """
        ...

    async def close(self) -> None:
        """Close its connections."""
        ...
