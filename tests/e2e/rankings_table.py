"""The operations of rankings and statistics, which the Ratingo API does not have."""

from collections.abc import Iterator, Sequence
from typing import Final

from contract_operation import Operation


def _of(names: str) -> frozenset[str]:
    return frozenset(names.split())


_RANKING: Final = _of("id mediaItemId rating ratedAt createdAt updatedAt")
_ITEM: Final = _of("id rating ratedAt createdAt updatedAt movie")
_TOTALS: Final = _of(
    "hours plays moviePlays episodePlays playsWithoutDuration movies shows episodes days longestStreak"
)
_STATISTICS: Final = _of(
    "computedAt totals playsWithoutDay currentStreak longestStreak firstPlay lastPlay days months weekdays hours"
    " genres decades countries languages directors cast ratings shows"
)
_AVERAGE: Final = _of("mediaItemId average count histogram")
_ERASED: Final = "ACCOUNT_ERASED"


def _analytics(name: str, members: str, query: str = "") -> Operation:
    return Operation("GET", f"/me/analytics/{name}", "user", members=_of(members), query=query)


def _charts(path: str, query: str) -> Iterator[Operation]:
    """Yield the pictures of a route."""
    for form in ("svg", "png"):
        yield Operation("GET", f"/me/statistics/{path}/chart.{form}", "user", shape="text", query=query)


RANKINGS_OPERATIONS: Final[Sequence[Operation]] = (
    Operation("POST", "/rankings", "user", 201, body={"mediaItemId": "{unrankedMovie}", "rating": 4}, members=_RANKING,
              errors={400: "RANKING_KIND_MISMATCH RANKED_IN_FUTURE", 403: _ERASED, 404: "MEDIA_NOT_FOUND"}),
    Operation("GET", "/rankings", "user", shape="page", query="limit=5&offset=0&sortBy=year&sortOrder=asc",
              members=_ITEM, inner={"movie": _of("id title year slug poster genreIds")}),
    Operation("DELETE", "/rankings/{newRanking}", "user", 204, "empty",
              errors={403: f"RANKING_FORBIDDEN {_ERASED}", 404: "RANKING_NOT_FOUND"}),
    Operation("GET", "/rankings/averages", "none", shape="array", query="ids={movieId},{showId}", members=_AVERAGE),
    Operation("GET", "/rankings/averages/{movieId}", "none", members=_AVERAGE, errors={404: "MEDIA_NOT_FOUND"}),
    Operation("GET", "/rankings/top", "none", shape="page", query="type=movie&limit=5",
              empty="a title needs three raters"),
    _analytics("activity", "activity startDate endDate", "timeZone=Europe/Kyiv"),
    _analytics("genres", "genres totalMovies", "timeZone=UTC"),
    _analytics("stats", "totalMovies totalWatchTimeMinutes moviesWithoutRuntime averageRating currentStreak"
                        " longestStreak topGenre", "timeZone=UTC"),
    _analytics("rating-distribution", "distribution total"),
    Operation("GET", "/me/statistics", "user", query="from=2026-01-01&timeZone=Europe/Kyiv", members=_STATISTICS,
              inner={"totals": _TOTALS}),
    Operation("GET", "/me/statistics/years/{year}", "user", query="timeZone=UTC",
              members=_of("year statistics yearBefore change"), inner={"yearBefore": _TOTALS, "change": _TOTALS}),
    *_charts("{statisticsPart}", "theme=dark"),
    *_charts("years/{year}/{statisticsPart}", "width=400&height=300"),
    Operation("DELETE", "/rankings", "user", 204, "empty", errors={403: _ERASED}),
)  # fmt: skip
