"""A title that files are matched with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from sources.domain.files.listed import ExternalIds


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title that files are matched with."""

    media_id: UUID
    kind: Literal["movie", "show"]
    names: tuple[str, ...]
    """The title in every language, and the original one."""
    year: int | None
    ids: ExternalIds
    version: int
    is_gone: bool = False
    successor_id: UUID | None = None
    """The title that one that is gone was merged into."""
    seasons: Mapping[int, int] = field(default_factory=dict)
    """Episodes by season, of a show whose record states them."""
    countries: tuple[str, ...] = ()
    """Where it was made (ISO 3166-1)."""
