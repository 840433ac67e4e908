"""HTTP routes of distributions, and their pictures."""

from datetime import datetime
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from charts.http import ChartParams, chart_response, chart_routes, form_of
from charts.model import Axis, Bar, BarChart, Caption
from chassis.http.routing.shared_reads import SharedRead
from chassis.http.schemas import Parameters, ResponseModel, Success
from insights.application.change_keys import KEYS
from insights.application.trends.distributions import Dimension, Distribution, Group
from insights.presentation.errors import refuses
from insights.presentation.parameters import ApplicationDep
from insights.presentation.trends.genres import GENRES

router = APIRouter(prefix="/insights", tags=["insights"], dependencies=[Depends(SharedRead(KEYS, "distributions"))])


class DistributionParams(Parameters):
    """What the titles are grouped by."""

    by: Dimension = Field(
        description="`decade` of release, `country` (ISO 3166-1) of production, `genre` (TMDB), or `kind`",
        examples=["decade"],
    )
    kind: Literal["movie", "show"] | None = Field(
        default=None,
        alias="type",
        description="`movie` or `show`: titles of this type only; default: both",
        examples=["movie"],
    )
    limit: int = Field(
        default=30, ge=1, le=40, description="Maximum number of groups, 1 to 40; default: 30", examples=[30]
    )


class DistributionChartParams(ChartParams, DistributionParams):
    """A picture of a distribution."""


class GroupResponse(ResponseModel):
    """The titles that have a value in common."""

    key: str = Field(
        description="First year of the decade, code of the country, TMDB's number of the genre, or the kind",
        examples=["1990"],
    )
    name: str = Field(description="The group in English", examples=["1990s"])
    titles: int = Field(description="Number of titles", examples=[1840])
    share: float = Field(
        description="Share of all titles, 0 to 1; shares of countries and genres add up to more than 1",
        examples=[0.184],
    )
    mean_score: float | None = Field(
        description="Mean open score of its titles, 0 to 100, or null when none has a score", examples=[64.2]
    )

    @classmethod
    def of(cls, group: Group, distribution: Distribution) -> Self:
        """Return the response of a group."""
        return cls(
            key=group.key,
            name=_name(group.key, distribution.dimension),
            titles=group.titles,
            share=round(group.titles / distribution.total, 6),
            mean_score=None if group.mean_score is None else round(group.mean_score, 4),
        )


class DistributionResponse(ResponseModel):
    """How the titles of the catalog are distributed."""

    by: Dimension = Field(description="What the titles are grouped by", examples=["decade"])
    type: Literal["movie", "show"] | None = Field(
        description="The type of the titles, or null for both", examples=["movie"]
    )
    counted_at: datetime = Field(description="When the titles were counted (UTC)", examples=["2026-11-02T12:00:00Z"])
    total: int = Field(description="Number of all titles that are not deleted upstream", examples=[10000])
    unknown: int = Field(description="Number of titles without a value", examples=[12])
    omitted: int = Field(description="Number of groups beyond `limit`", examples=[0])
    reason: Literal["NO_TITLES"] | None = Field(
        description="`NO_TITLES` when there are no titles, else null", examples=[None]
    )
    groups: list[GroupResponse] = Field(description="The largest groups first; decades from the first to the last")

    @classmethod
    def of(cls, distribution: Distribution, limit: int) -> Self:
        """Return the response of a distribution."""
        kept = _kept(distribution, limit)
        return cls(
            by=distribution.dimension,
            type=None if distribution.kind is None else "movie" if distribution.kind == "movie" else "show",
            counted_at=distribution.counted_at,
            total=distribution.total,
            unknown=distribution.unknown,
            omitted=len(distribution.groups) - len(kept),
            reason=None if distribution.total else "NO_TITLES",
            groups=[GroupResponse.of(group, distribution) for group in kept],
        )


@router.get("/distributions", summary="Count titles by group", responses=refuses())
async def distributions(
    use_cases: ApplicationDep, params: Annotated[DistributionParams, Query()]
) -> Success[DistributionResponse]:
    """Return how many titles each decade, country, genre or kind has; a title counts once in each of its groups.

    Titles are counted again after ten minutes at most, by default.
    """
    distribution = await use_cases.distributions.distribution(params.by, params.kind)
    return Success(data=DistributionResponse.of(distribution, params.limit))


@chart_routes(router, "/distributions", summary="Draw a distribution", errors=refuses())
async def distribution_picture(
    request: Request, use_cases: ApplicationDep, params: Annotated[DistributionChartParams, Query()]
) -> Response:
    """Return the distribution as an image that pages may embed."""
    distribution = await use_cases.distributions.distribution(params.by, params.kind)
    return await chart_response(request, distribution_chart(distribution, params.limit), params.look(form_of(request)))


def distribution_chart(distribution: Distribution, limit: int) -> BarChart:
    """Return the chart of a distribution."""
    titles = {"movie": "movies", "show": "shows", None: "titles"}[distribution.kind]
    return BarChart(
        Caption(
            f"{titles.capitalize()} by {distribution.dimension}",
            f"{distribution.total} {titles}, {distribution.unknown} of them without a {distribution.dimension}",
            "Marquee",
            distribution.counted_at.date(),
        ),
        tuple(
            Bar(_name(group.key, distribution.dimension), group.titles, text=str(group.titles))
            for group in _kept(distribution, limit)
        ),
        Axis("Number", titles),
        note="There are no titles yet",
    )


def _kept(distribution: Distribution, limit: int) -> list[Group]:
    """Return the first groups, of decades the newest ones."""
    groups = list(distribution.groups)
    return groups[-limit:] if distribution.dimension == "decade" else groups[:limit]


def _name(key: str, dimension: Dimension) -> str:
    if dimension == "decade":
        return f"{key}s"
    return GENRES.get(key, f"Genre {key}") if dimension == "genre" else key
