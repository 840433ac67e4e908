"""The ports of stats in memory, with the behavior that `contract/test_titles.py` states."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from chassis.testing.memory import InMemoryUnits
from stats.application.queries import Stats
from stats.application.scoring.queries import DayOfScore, ExplainedScore
from stats.domain.scoring.result import Result
from stats.domain.title import Reading, Title


class InMemoryTitles(InMemoryUnits):
    """Stores titles and publishes to `published`: a unit of work factory, its work and a reader in one."""

    def __init__(self) -> None:
        self.titles: dict[UUID, Title] = {}
        self.published: list[Title] = []
        self.scores: dict[tuple[UUID, str, date], tuple[Result, datetime]] = {}

    async def lock(self, media_ids: Collection[UUID]) -> Mapping[UUID, Title]:
        """Return stored titles without their score, which an update computes again."""
        stored = {media_id: self.titles[media_id] for media_id in media_ids if media_id in self.titles}
        return {media_id: replace(title, score=None, computed_at=None) for media_id, title in stored.items()}

    async def save(self, titles: Sequence[Title]) -> Collection[UUID]:
        """Store titles and publish those that have a score, in the order of their ids; nothing comes in between."""
        self.titles |= {title.media_id: title for title in titles}
        for title in titles:
            if title.score is not None and title.computed_at is not None:
                for result in title.score.results():
                    key = (title.media_id, result.formula, title.computed_at.date())
                    self.scores[key] = (result, title.computed_at)
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

    async def name(self, media_id: UUID) -> str | None:
        """Return the name of a title."""
        title = self.titles.get(media_id)
        return None if title is None or title.facts is None else title.facts.name

    async def shown_formula(self, media_id: UUID) -> str | None:
        """Return the formula of the score shown."""
        title = self.titles.get(media_id)
        return None if title is None or title.score is None else title.score.shown.formula

    async def newest(self, media_id: UUID, formula: str, as_of: date) -> ExplainedScore | None:
        """Return the score of the newest day up to `as_of`."""
        days = await self.history(media_id, formula, date.min, as_of)
        return ExplainedScore(days[-1], self.scores[media_id, formula, days[-1].day][0].terms) if days else None

    async def history(self, media_id: UUID, formula: str, first: date, last: date) -> Sequence[DayOfScore]:
        """Return the scores of a period, oldest first."""
        keys = [key for key in self.scores if key[:2] == (media_id, formula) and first <= key[2] <= last]
        return [_day(key[2], *self.scores[key]) for key in sorted(keys, key=lambda key: key[2])]


def _day(day: date, result: Result, computed_at: datetime) -> DayOfScore:
    return DayOfScore(day, result.score, result.expected, result.low, result.high, result.reason, computed_at)


def _stats(title: Title) -> Stats | None:
    score, audience = title.score, title.audience
    if score is None or title.computed_at is None:
        return None
    return Stats(
        media_id=title.media_id,
        tmdb_id=title.tmdb_id,
        kind=title.kind,
        score=score.overall,
        formula=score.shown.formula,
        low=score.shown.low,
        high=score.shown.high,
        reason=score.shown.reason,
        quality=score.parts.quality,
        popularity=score.parts.popularity,
        freshness=score.parts.freshness,
        average_rating=score.parts.average_rating,
        total_votes=score.parts.total_votes,
        live_watchers=_value(audience.live_watchers),
        live_watchers_at=audience.live_watchers.at if audience.live_watchers else None,
        total_watchers=_value(audience.total_watchers),
        total_watchers_at=audience.total_watchers.at if audience.total_watchers else None,
        trending_rank=None,
        server_average=None,
        server_raters=None,
        computed_at=title.computed_at,
    )


def _value(reading: Reading[int] | None) -> int | None:
    return None if reading is None else reading.value
