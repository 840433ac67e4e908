"""The operations of rankings and statistics, which the Ratingo API does not have."""

from collections.abc import Sequence
from typing import Final

from contract_operation import Operation


def _of(names: str) -> frozenset[str]:
    return frozenset(names.split())


_RANKING: Final = _of("id mediaItemId rating ratedAt createdAt updatedAt")
_ITEM: Final = _of("id rating ratedAt createdAt updatedAt movie")
_ERASED: Final = "ACCOUNT_ERASED"


def _analytics(name: str, members: str, query: str = "") -> Operation:
    return Operation("GET", f"/me/analytics/{name}", "user", members=_of(members), query=query)


RANKINGS_OPERATIONS: Final[Sequence[Operation]] = (
    Operation("POST", "/rankings", "user", 201, body={"mediaItemId": "{unrankedMovie}", "rating": 4}, members=_RANKING,
              errors={400: "RANKING_KIND_MISMATCH RANKED_IN_FUTURE", 403: _ERASED, 404: "MEDIA_NOT_FOUND"}),
    Operation("GET", "/rankings", "user", shape="page", query="limit=5&offset=0&sortBy=year&sortOrder=asc",
              members=_ITEM, inner={"movie": _of("id title year slug poster genreIds")}),
    Operation("DELETE", "/rankings/{newRanking}", "user", 204, "empty",
              errors={403: f"RANKING_FORBIDDEN {_ERASED}", 404: "RANKING_NOT_FOUND"}),
    _analytics("activity", "activity startDate endDate", "timeZone=Europe/Kyiv"),
    _analytics("genres", "genres totalMovies", "timeZone=UTC"),
    _analytics("stats", "totalMovies totalWatchTimeMinutes moviesWithoutRuntime averageRating currentStreak"
                        " longestStreak topGenre", "timeZone=UTC"),
    _analytics("rating-distribution", "distribution total"),
    Operation("DELETE", "/rankings", "user", 204, "empty", errors={403: _ERASED}),
)  # fmt: skip
