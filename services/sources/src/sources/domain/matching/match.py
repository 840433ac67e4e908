"""The title of a file, and how certain it is."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sources.domain.files.listed import ListedFile
from sources.domain.names.parsed import ParsedName


class Method(StrEnum):
    """How a title was found. The values are stored."""

    IDS = "ids"
    NAME = "name"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Match:
    """The title of a file; of an episode, its season and numbers too."""

    media_id: UUID
    method: Method
    confidence: float
    """From 0 to 1."""
    season: int | None = None
    episodes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RecognizedFile:
    """A listed file with what its name says, its title, and how good it is."""

    listed: ListedFile
    parsed: ParsedName
    match: Match | None
    """Null for a file whose title is not known: users choose it."""
    score: float
    """From 1 to 5."""
