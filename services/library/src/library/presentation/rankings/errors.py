"""HTTP status and error code of each error of rankings."""

from typing import Final

from chassis.http.errors import ErrorSpec, ErrorTable
from library.domain.rankings.errors import RankedInFuture, RankingForbidden, RankingKindMismatch, RankingNotFound

RANKING_ERRORS: Final[ErrorTable] = {
    RankingNotFound: ErrorSpec(
        404, "RANKING_NOT_FOUND", RankingNotFound("no ranking has the id 0199a2f3-44c8-5a06-b1f2-6d5e4c3b2a19")
    ),
    RankingForbidden: ErrorSpec(403, "RANKING_FORBIDDEN", RankingForbidden("the ranking belongs to another user")),
    RankingKindMismatch: ErrorSpec(
        400,
        "RANKING_KIND_MISMATCH",
        RankingKindMismatch("mediaItemId: must be the id of a movie, this is a show"),
    ),
    RankedInFuture: ErrorSpec(400, "RANKED_IN_FUTURE", RankedInFuture("ratedAt: must not be in the future")),
}
