"""The operations of stats on scores that the Ratingo API does not have. A row states access, success and errors."""

from collections.abc import Sequence
from typing import Final

from contract_operation import Operation

_MISSING: Final = {404: "STATS_NOT_FOUND"}
_DAYS: Final = "DAY_OUT_OF_RANGE UNKNOWN_FORMULA"

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
)  # fmt: skip
