"""Texts of the inbox, in the language of the request or else of the user."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias
from uuid import UUID

from chassis.core.languages import ENGLISH, variants
from notifications.application.deliveries.rendering import Renderer, TextRequest
from notifications.domain.messages.occurrence import Notification

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class InboxText:
    """The text of a notification."""

    title: str
    text: str


Writer: TypeAlias = Callable[[Notification], InboxText]
"""Returns the text of a notification for one reader."""


@dataclass(frozen=True, slots=True)
class Reader:
    """What is known of a user who reads; null is unknown."""

    language: str | None = None
    time_zone: str | None = None


class Readers(Protocol):
    """Reads what texts need to know of users."""

    async def reader(self, user_id: UUID) -> Reader:
        """Return what is known of a user; of an unknown one, nothing."""
        ...


class InboxTexts:
    """Writes the texts of notifications."""

    def __init__(self, renderer: Renderer, readers: Readers) -> None:
        self._renderer = renderer
        self._readers = readers

    async def writer(self, user_id: UUID, preferred: Sequence[str]) -> tuple[str, Writer]:
        """Return a language with texts, of those preferred or else the user's, and the writer in it."""
        reader = await self._readers.reader(user_id)
        language = self._language([*preferred, *([reader.language] if reader.language else [])])
        zone = reader.time_zone or "UTC"

        def write(item: Notification) -> InboxText:
            return self._text(TextRequest(item.kind, language, zone, item.values, user_id, "inbox"))

        return language, write

    def _language(self, preferred: Sequence[str]) -> str:
        available = tuple(self._renderer.languages)
        return next((tags[0] for tag in preferred if (tags := variants(tag, available))), ENGLISH)

    def _text(self, request: TextRequest) -> InboxText:
        try:
            content = self._renderer.render(request)
        except Exception as failure:  # noqa: BLE001 - one notification without a text does not hide the others
            logger.error("cannot write a notification", extra={"kind": request.kind, "failure": type(failure).__name__})
            name = request.kind.replace("_", " ").capitalize()
            return InboxText(name, name)
        return InboxText(content.title, content.text)
