"""Rankings, counts of ratings and statistics in memory."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from library.application.rankings.ports import RankingKey
from library.application.statistics.ports import Scope, StoredStatistics
from library.domain.entries.entry import Entry
from library.domain.rankings.averages import Histogram
from library.domain.rankings.stars import stars_of


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


@dataclass
class InMemoryRatingCounts:
    """Counts of the ratings among stored entries; every user shows their ratings."""

    stored: Mapping[tuple[UUID, UUID], Entry]
    histograms: dict[UUID, Histogram]

    async def count(self) -> None:
        """Replace the histograms by those of titles with enough raters."""
        stars: dict[UUID, list[int]] = defaultdict(list)
        for entry in self.stored.values():
            if entry.exists and entry.rating is not None:
                stars[entry.media_id].append(stars_of(entry.rating))
        histograms = {media_id: Histogram(Counter(ratings)) for media_id, ratings in stars.items()}
        self.histograms.clear()
        self.histograms.update({media_id: item for media_id, item in histograms.items() if item.is_shown})


@dataclass
class InMemoryStatistics:
    """Computed statistics by scope."""

    stored: dict[Scope, StoredStatistics]

    async def save(self, scope: Scope, stored: StoredStatistics) -> None:
        """Store statistics."""
        self.stored[scope] = stored
