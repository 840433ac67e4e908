"""Previews of texts, with sample values."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chassis.core.languages import ENGLISH, variants
from notifications.application.deliveries.channels import Content
from notifications.application.deliveries.rendering import Renderer, TextRequest
from notifications.domain.errors import KindNotFound
from notifications.domain.messages.kinds import KINDS, Kind
from notifications.domain.preferences.model import Channel

_TIME_ZONE: Final = "Europe/Kyiv"


@dataclass(frozen=True, slots=True)
class Preview:
    """A text as a reader would get it, and the values in it."""

    kind: Kind
    language: str
    channel: Channel
    content: Content
    values: Mapping[str, Any]


class Templates:
    """Shows administrators the texts of every kind."""

    def __init__(self, renderer: Renderer, samples: Mapping[str, Mapping[str, Any]]) -> None:
        self._renderer = renderer
        self._samples = samples

    @property
    def kinds(self) -> Sequence[Kind]:
        """Return every kind."""
        return tuple(KINDS.values())

    @property
    def languages(self) -> Collection[str]:
        """Return the languages that have texts."""
        return self._renderer.languages

    def preview(self, name: str, language: str, channel: Channel) -> Preview:
        """Return the text of a kind, in English where a language has none; raise KindNotFound."""
        kind = KINDS.get(name)
        if kind is None:
            raise KindNotFound("no messages are of this kind")
        tags = variants(language, tuple(self._renderer.languages))
        tag = tags[0] if tags else ENGLISH
        values = self._samples[name]
        content = self._renderer.render(TextRequest(name, tag, _TIME_ZONE, values, channel=channel))
        return Preview(kind, tag, channel, content, values)
