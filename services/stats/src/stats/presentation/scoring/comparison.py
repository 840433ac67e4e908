"""The administrator's route that compares formulas."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from chassis.http.schemas import ResponseModel, Success
from chassis.http.tokens import AdminPrincipal
from stats.domain.errors import DayOutOfRange, UnknownFormula
from stats.domain.scoring.comparison import Comparison, Mover
from stats.presentation.errors import refuses
from stats.presentation.http import ApplicationDep
from stats.presentation.schemas import rounded
from stats.presentation.scoring.http import AsOf

router = APIRouter(prefix="/stats", tags=["stats"])

From = Annotated[
    str | None,
    Query(
        alias="from",
        max_length=50,
        description="A formula, at most 50 characters; default: that of the score shown",
        examples=["ratingo-1"],
    ),
]
To = Annotated[
    str | None,
    Query(
        alias="to",
        max_length=50,
        description="The formula to compare it with, at most 50 characters; default: the first shadow",
        examples=["open-1"],
    ),
]


class MoverResponse(ResponseModel):
    """A title whose place among all titles differs between two formulas."""

    media_item_id: UUID = Field(description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
    type: Literal["movie", "show"] = Field(description="`movie` or `show`", examples=["movie"])
    tmdb_id: int = Field(description="TMDB number of the title", examples=[603])
    name: str | None = Field(
        description="Name of the title; null when it is not known",
        examples=["The Matrix"],
    )
    before: float = Field(description="Score by the first formula, 0 to 100", examples=[41.1])
    after: float = Field(description="Score by the second formula, 0 to 100", examples=[68.0])
    place_before: float = Field(
        description="Share of the titles below it by the first formula, 0 to 1", examples=[0.31]
    )
    place_after: float = Field(
        description="Share of the titles below it by the second formula, 0 to 1", examples=[0.82]
    )

    @classmethod
    def of(cls, mover: Mover) -> Self:
        """Return the response of a mover."""
        return cls(
            media_item_id=mover.media_id,
            type="movie" if mover.kind == "movie" else "show",
            tmdb_id=mover.tmdb_id,
            name=mover.name,
            before=round(mover.before, 4),
            after=round(mover.after, 4),
            place_before=round(mover.place_before, 4),
            place_after=round(mover.place_after, 4),
        )


class ComparisonResponse(ResponseModel):
    """How the scores of all titles by one formula differ from those by another."""

    before: str = Field(alias="from", description="The first formula", examples=["ratingo-1"])
    after: str = Field(alias="to", description="The second formula", examples=["open-1"])
    as_of: date = Field(description="The day that was requested, by default today (UTC)", examples=["2026-11-21"])
    day: date | None = Field(
        description="The newest day up to `asOf` on which both were compared, or null", examples=["2026-11-21"]
    )
    reason: Literal["NOT_COMPARED_YET", "TOO_FEW_TITLES"] | None = Field(
        description="`NOT_COMPARED_YET`, or `TOO_FEW_TITLES` for a rank correlation; else null",
        examples=[None],
    )
    titles: int = Field(description="Titles with a score by both formulas", examples=[12000])
    only_from: int = Field(description="Titles with a score by the first formula alone", examples=[310])
    only_to: int = Field(description="Titles with a score by the second formula alone", examples=[0])
    correlation: float | None = Field(
        description="Spearman's rank correlation, -1 to 1: 1 is the same order. Null for fewer than three titles, or"
        " when all have the same score",
        examples=[0.71],
    )
    deciles_from: list[float] = Field(
        description="Lowest score, nine deciles and highest score by the first formula, 0 to 100",
        examples=[[3, 11, 18, 24, 29, 33, 37, 41, 48, 58, 91]],
    )
    deciles_to: list[float] = Field(
        description="Lowest score, nine deciles and highest score by the second formula, 0 to 100",
        examples=[[31, 50, 55, 59, 62, 65, 67, 70, 73, 78, 92]],
    )
    risers: list[MoverResponse] = Field(description="At most 20 titles that gain most places, largest gain first")
    fallers: list[MoverResponse] = Field(description="At most 20 titles that lose most places, largest loss first")
    computed_at: datetime | None = Field(
        description="When they were compared (UTC), or null", examples=["2026-11-21T12:00:00Z"]
    )

    @classmethod
    def of(cls, before: str, after: str, as_of: date, comparison: Comparison | None) -> Self:
        """Return the response of a comparison, or of a missing one."""
        return cls(
            before=before,
            after=after,
            as_of=as_of,
            day=comparison.day if comparison else None,
            reason=_reason(comparison),
            titles=comparison.titles if comparison else 0,
            only_from=comparison.only_before if comparison else 0,
            only_to=comparison.only_after if comparison else 0,
            correlation=rounded(comparison.correlation) if comparison else None,
            deciles_from=[round(score, 4) for score in comparison.deciles_before] if comparison else [],
            deciles_to=[round(score, 4) for score in comparison.deciles_after] if comparison else [],
            risers=[MoverResponse.of(mover) for mover in comparison.risers] if comparison else [],
            fallers=[MoverResponse.of(mover) for mover in comparison.fallers] if comparison else [],
            computed_at=comparison.computed_at if comparison else None,
        )


def _reason(comparison: Comparison | None) -> Literal["NOT_COMPARED_YET", "TOO_FEW_TITLES"] | None:
    if comparison is None:
        return "NOT_COMPARED_YET"
    return "TOO_FEW_TITLES" if comparison.correlation is None else None


@router.get("/formulas/comparison", summary="Compare two formulas", responses=refuses(UnknownFormula, DayOutOfRange))
async def compare_formulas(
    use_cases: ApplicationDep, _: AdminPrincipal, before: From = None, after: To = None, as_of: AsOf = None
) -> Success[ComparisonResponse]:
    """Return how two formulas order all titles: rank correlation, distribution of the scores and largest movers.

    The worker compares the formula of the score shown with its shadows a few times per day. Another formula is
    compared after `python -m stats shadow FORMULA`.
    """
    first, second, day, newest = await use_cases.comparisons.newest(before, after, as_of)
    return Success(data=ComparisonResponse.of(first, second, day, newest))
