"""Rankings in memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from library.application.rankings.ports import RankingKey
from library.domain.entries.entry import Entry


@dataclass
class InMemoryRankings:
    """Rankings among stored entries."""

    stored: Mapping[tuple[UUID, UUID], Entry]

    async def find(self, ranking_id: UUID) -> RankingKey | None:
        """Return the key of a ranking."""
        return next((RankingKey(*key) for key, entry in self._ranked() if entry.id == ranking_id), None)

    async def movies_of(self, user_id: UUID) -> list[UUID]:
        """Return the ids of a user's ranked movies in order."""
        return sorted(media_id for (owner, media_id), _ in self._ranked() if owner == user_id)

    def _ranked(self) -> list[tuple[tuple[UUID, UUID], Entry]]:
        return [
            (key, entry)
            for key, entry in self.stored.items()
            if entry.kind == "movie" and entry.exists and entry.rating is not None
        ]
