"""The ports of stats in memory, with the behavior that `contract/test_titles.py` states."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from chassis.testing.memory import InMemoryUnits
from stats.application.queries import Explanation, Stats
from stats.domain.title import Reading, Title


class InMemoryTitles(InMemoryUnits):
    """Stores titles and publishes to `published`: a unit of work factory, its work and a reader in one."""

    def __init__(self) -> None:
        self.titles: dict[UUID, Title] = {}
        self.published: list[Title] = []

    async def lock(self, media_ids: Collection[UUID]) -> Mapping[UUID, Title]:
        """Return stored titles without their score, which an update computes again."""
        stored = {media_id: self.titles[media_id] for media_id in media_ids if media_id in self.titles}
        return {media_id: replace(title, score=None, computed_at=None) for media_id, title in stored.items()}

    async def save(self, titles: Sequence[Title]) -> Collection[UUID]:
        """Store titles and publish those that have a score, in the order of their ids; nothing comes in between."""
        self.titles |= {title.media_id: title for title in titles}
        self.published += sorted(
            (title for title in titles if title.score is not None), key=lambda title: title.media_id
        )
        return {title.media_id for title in titles}

    async def by_id(self, media_id: UUID) -> Stats | None:
        """Return the stats of a scored title."""
        title = self.titles.get(media_id)
        return None if title is None else _stats(title)

    async def by_tmdb_id(self, tmdb_id: int, kind: str | None) -> Sequence[Stats]:
        """Return the stats of the scored titles of a TMDB number."""
        matches = [title for title in self.titles.values() if title.tmdb_id == tmdb_id and kind in (None, title.kind)]
        return [stats for title in matches if (stats := _stats(title)) is not None]

    async def explanation(self, media_id: UUID) -> Explanation | None:
        """Return the explanation of a scored title."""
        title = self.titles.get(media_id)
        if title is None or title.score is None or title.computed_at is None:
            return None
        score = title.score
        return Explanation(
            media_id=media_id,
            score=score.overall,
            terms=score.terms,
            few_votes_factor=score.few_votes_factor,
            inputs=title.score_input(),
            computed_at=title.computed_at,
        )


def _stats(title: Title) -> Stats | None:
    score, audience = title.score, title.audience
    if score is None or title.computed_at is None:
        return None
    return Stats(
        media_id=title.media_id,
        tmdb_id=title.tmdb_id,
        kind=title.kind,
        score=score.overall,
        quality=score.quality,
        popularity=score.popularity,
        freshness=score.freshness,
        average_rating=score.average_rating,
        total_votes=score.total_votes,
        live_watchers=_value(audience.live_watchers),
        total_watchers=_value(audience.total_watchers),
        trending_rank=None,
        computed_at=title.computed_at,
    )


def _value(reading: Reading[int] | None) -> int | None:
    return None if reading is None else reading.value
