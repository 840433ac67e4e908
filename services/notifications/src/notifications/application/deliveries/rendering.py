"""The port of texts: a message of a kind, in a language."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from notifications.application.deliveries.channels import Content


@dataclass(frozen=True, slots=True)
class TextRequest:
    """A request for the text of a message."""

    kind: str
    language: str
    """The reader's, as a BCP 47 tag; a language without texts falls back to English."""
    time_zone: str
    """The reader's, by which times are shown: a name of the IANA database."""
    values: Mapping[str, object] = field(default_factory=dict, repr=False)
    """The values of the kind; `digest` has `items`, each a kind and its values."""
    user_id: UUID | None = None
    channel: str | None = None
    """The channel of the delivery; only mail has HTML and a link that unsubscribes. Null is mail as well."""


class Renderer(Protocol):
    """Renders messages."""

    @property
    def languages(self) -> Collection[str]:
        """Return the languages that have texts."""
        ...

    def render(self, request: TextRequest) -> Content:
        """Return the message; raise for a kind or a value without a text."""
        ...
