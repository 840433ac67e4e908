"""Sections of the home page as editors arrange them: switched, moved, with pinned titles, and curated collections."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, TypeVar
from uuid import UUID

from catalog.domain.home.sections import MOST_COLLECTIONS, SECTIONS, Section, collection_of, collection_section

PINNABLE: Final[AbstractSet[str]] = frozenset({"hero", "trendingMovies", "trendingShows", "inTheaters", "newOnDigital"})
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

    key: str
    version: int = 0
    enabled: bool = True
    position: int = 0
    pins: tuple[Pin, ...] = ()

    @classmethod
    def default(cls, key: str) -> "Arrangement":
        """Return the arrangement of a section that editors have not arranged: a curated collection is not shown."""
        return cls(key, enabled=collection_of(key) is None)

    def state(self) -> dict[str, object]:
        """Return the arrangement as an audit entry records it."""
        return {
            "enabled": self.enabled,
            "position": self.position,
            "pins": [{"mediaId": str(pin.media_id), "position": pin.position} for pin in self.pins],
        }


Arrangements = Mapping[str, Arrangement]


def arranged(arrangements: Arrangements) -> Sequence[Section]:
    """Return the sections that are switched on, in the order of editors.

    Curated collections follow the others of their position, in the order of their slugs; the first 20 are shown.
    """
    collections = [
        collection_section(key, slug)
        for key in sorted(arrangements)
        for slug in [collection_of(key)]
        if slug is not None
    ]
    sections = [*SECTIONS, *collections]
    settings = {section.key: arrangements.get(section.key, Arrangement.default(section.key)) for section in sections}
    enabled = [section for section in sections if settings[section.key].enabled]
    ordered = sorted(enabled, key=lambda section: settings[section.key].position)
    shown = {section.key for section in [section for section in ordered if section.collection][:MOST_COLLECTIONS]}
    return [section for section in ordered if section.collection is None or section.key in shown]


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
