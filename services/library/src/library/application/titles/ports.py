"""Ports of the use cases about titles."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from library.application.titles.commands import UpdateSeasonPart
from library.domain.entries.progress import EpisodeNumber
from library.domain.plays.show import Show
from library.domain.titles.details import EpisodeDetails
from library.domain.titles.seasons import Seasons
from library.domain.titles.title import Title


class References(Protocol):
    """What refers to titles besides journals, saved items and subscriptions, within one transaction."""

    async def move(self, media_id: UUID, successor_id: UUID) -> None:
        """Let lists and watch positions of all users refer to the successor of a merged title, each once."""
        ...


class Titles(Protocol):
    """Titles and seasons within one transaction."""

    async def merge(self, updates: Sequence[Title]) -> None:
        """Store the parts of titles that are newer than the stored ones; of each title there is one update."""
        ...

    async def save_season_parts(self, parts: Sequence[UpdateSeasonPart]) -> None:
        """Store parts of seasons; a part that is not newer than the stored one changes nothing."""
        ...

    async def find(self, media_id: UUID) -> Title | None:
        """Return an imported title or null."""
        ...

    async def find_all(self, media_ids: Collection[UUID]) -> dict[UUID, Title]:
        """Return by id those titles that are imported."""
        ...

    async def shows(self, titles: Collection[Title]) -> dict[UUID, Show]:
        """Return by id what journals of titles are read against; a movie has no episodes."""
        ...

    async def episodes(self, media_id: UUID) -> Mapping[EpisodeNumber, EpisodeDetails]:
        """Return the details of the episodes of those seasons of a show that are known."""
        ...

    async def seasons(self, title: Title) -> Seasons:
        """Return what is known of a title's seasons; a movie has none."""
        ...
