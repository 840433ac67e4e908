"""Sections of the home page as editors arrange them: switched off, moved, and with titles pinned to positions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar
from uuid import UUID

from catalog.domain.home.sections import SECTIONS, Section, SectionKey

PINNABLE: Final = frozenset({"hero", "trendingMovies", "trendingShows", "inTheaters", "newOnDigital"})
"""Sections of titles that are the same for every user."""
MOST_PINS: Final = 12

ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class Pin:
    """A title at a position of a section, from 1."""

    media_id: UUID
    position: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How editors arranged a section. Sections of one position keep their default order."""

    key: SectionKey
    version: int = 0
    enabled: bool = True
    position: int = 0
    pins: tuple[Pin, ...] = ()

    def state(self) -> dict[str, object]:
        """Return the arrangement as an audit entry records it."""
        return {
            "enabled": self.enabled,
            "position": self.position,
            "pins": [{"mediaId": str(pin.media_id), "position": pin.position} for pin in self.pins],
        }


Arrangements = Mapping[SectionKey, Arrangement]


def arranged(arrangements: Arrangements) -> Sequence[Section]:
    """Return the sections that are switched on, in the order of editors."""
    places = {section.key: place for place, section in enumerate(SECTIONS)}
    settings = {section.key: arrangements.get(section.key, Arrangement(section.key)) for section in SECTIONS}
    enabled = [section for section in SECTIONS if settings[section.key].enabled]
    return sorted(enabled, key=lambda section: (settings[section.key].position, places[section.key]))


def with_pins(
    items: Sequence[ItemT],
    pinned: Mapping[UUID, ItemT],
    pins: Sequence[Pin],
    id_of: Callable[[ItemT], UUID],
    limit: int,
) -> tuple[ItemT, ...]:
    """Return items with the pinned ones at their positions, each once, at most `limit`; missing ones leave no gap."""
    present = [pin for pin in sorted(pins, key=lambda pin: pin.position) if pin.media_id in pinned]
    ids = {pin.media_id for pin in present}
    result = [item for item in items if id_of(item) not in ids]
    for pin in present:
        result.insert(pin.position - 1, pinned[pin.media_id])
    return tuple(result[:limit])
