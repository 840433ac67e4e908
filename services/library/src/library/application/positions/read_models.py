"""Read models: positions with what is shown of their titles."""

from dataclasses import dataclass
from typing import Literal

from library.domain.positions.position import Playable, Position
from library.domain.titles.title import Title

PlaybackResult = Literal["recorded", "duplicate", "updated", "unchanged"]


@dataclass(frozen=True, slots=True)
class PositionItem:
    """A position, and its title (null while it is not imported)."""

    position: Position
    title: Title | None


@dataclass(frozen=True, slots=True)
class PositionPage:
    """One page of a user's positions, and the number of all."""

    items: list[PositionItem]
    total: int


@dataclass(frozen=True, slots=True)
class PlaybackOutcome:
    """What a report changed: it recorded plays, repeated a play, updated a position, or nothing of these."""

    result: PlaybackResult
    plays: tuple[Playable, ...] = ()
