"""Reading a user's rankings, and figures of them on the day that is today in the user's time zone."""

from datetime import date, tzinfo
from uuid import UUID

from chassis.core.clock import Clock
from chassis.core.lists.pages import Part
from library.application.rankings.ports import RankingReader
from library.application.rankings.read_models import RankedTitle, RankingPageRequest
from library.domain.rankings.analytics import Activity, Genres, Sums, activity, distribution, genres, sums


class ReadRankings:
    """Reads the rankings of a user, and their analytics."""

    def __init__(self, reader: RankingReader, clock: Clock) -> None:
        self._reader = reader
        self._clock = clock

    async def page(self, request: RankingPageRequest) -> Part[RankedTitle]:
        """Return a part of a user's rankings."""
        return await self._reader.page(request)

    async def activity(self, user_id: UUID, zone: tzinfo) -> Activity:
        """Return the movies ranked by day."""
        return activity(await self._reader.ranked_movies(user_id), zone, self._today(zone))

    async def genres(self, user_id: UUID, zone: tzinfo) -> Genres:
        """Return the movies ranked by first genre."""
        return genres(await self._reader.ranked_movies(user_id), zone, self._today(zone))

    async def sums(self, user_id: UUID, zone: tzinfo) -> Sums:
        """Return the sums of all rankings."""
        return sums(await self._reader.ranked_movies(user_id), zone, self._today(zone))

    async def distribution(self, user_id: UUID) -> dict[int, int]:
        """Return the number of movies by stars."""
        return distribution(await self._reader.ranked_movies(user_id))

    def _today(self, zone: tzinfo) -> date:
        return self._clock.now().astimezone(zone).date()
