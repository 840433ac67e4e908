"""The operations of stats that the Ratingo API does not have. A row states access, success and errors."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from contract_operation import Operation

_MISSING: Final = {404: "STATS_NOT_FOUND"}
_DAYS: Final = "DAY_OUT_OF_RANGE UNKNOWN_FORMULA"
_SHOW: Final = {404: "SHOW_NOT_FOUND"}


def _chart(path: str, errors: Mapping[int, str]) -> Iterator[Operation]:
    """Yield the pictures of a route, which have the same errors."""
    for form in ("svg", "png"):
        yield Operation("GET", f"{path}/chart.{form}", "none", shape="text", errors=errors)


STATS_OPERATIONS: Final[Sequence[Operation]] = (
    Operation("GET", "/stats/media/{movieId}", "none", errors=_MISSING,
              members=frozenset({"ratingoScore", "formula", "score", "low", "high", "reason", "liveWatchersAt"})),
    Operation("GET", "/stats/media/{movieId}/explanation", "none", query="formula=open-1",
              members=frozenset({"formula", "asOf", "day", "score", "reason", "terms"}),
              inner={"terms[]": frozenset({"name", "value", "votes", "weight", "contribution"})},
              errors={400: _DAYS, **_MISSING}),
    Operation("GET", "/stats/media/{movieId}/scores", "none", members=frozenset({"formula", "from", "to", "days"}),
              errors={400: _DAYS, **_MISSING}),
    Operation("GET", "/stats/formulas", "none", shape="array", members=frozenset({"name", "use", "parameters"})),
    Operation("GET", "/stats/formulas/comparison", "admin", errors={400: _DAYS},
              members=frozenset({"from", "to", "day", "reason", "correlation", "risers", "fallers"})),
    Operation("GET", "/stats/drop-off/media/{showId}", "none", query="method=votes-1", errors=_SHOW,
              members=frozenset({"mediaItemId", "tmdbId", "method", "source", "sampleSize", "episodes", "reason",
                                 "dropPoint", "curve", "seasons", "statements", "observedAt", "analyzedAt"})),
    *_chart("/stats/media/{movieId}/scores", {400: _DAYS, **_MISSING}),
    *_chart("/stats/media/{movieId}/explanation", {400: _DAYS, **_MISSING}),
    *_chart("/stats/drop-off/media/{showId}", _SHOW),
)  # fmt: skip
