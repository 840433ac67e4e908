"""What an asset is of: a movie, an episode, or a trailer."""

import re
from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID

FORM: Final = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?::(?:trailer|[0-9]{1,4}x[0-9]{1,4}))?"
"""The written form of a subject: the id of its title, with `:2x05` for an episode and `:trailer` for the trailer."""

_FORM: Final = re.compile(FORM)


@dataclass(frozen=True, slots=True)
class Subject:
    """A movie, an episode of a show, or the trailer of a title."""

    media_id: UUID
    season: int | None = None
    episode: int | None = None
    trailer: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the subject of a written form; raise ValueError for any other text."""
        if _FORM.fullmatch(text) is None:
            raise ValueError(f"{text} is no subject")
        media_id, _, part = text.partition(":")
        if part in ("", "trailer"):
            return cls(UUID(media_id), trailer=part == "trailer")
        season, _, episode = part.partition("x")
        return cls(UUID(media_id), int(season), int(episode))

    def __str__(self) -> str:
        """Return the written form."""
        if self.trailer:
            return f"{self.media_id}:trailer"
        return str(self.media_id) if self.season is None else f"{self.media_id}:{self.season}x{self.episode:02}"
