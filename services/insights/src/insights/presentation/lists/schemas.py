"""Responses with ranked lists."""

from datetime import date
from itertools import groupby
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field

from chassis.http.schemas import ResponseModel
from insights.application.lists.read_models import ListHistory, RankedTitle, Standing, StoredList

ListId = Annotated[str, Field(description="Id of the list", examples=["trending.movie.day"])]
ListRegion = Annotated[str, Field(description="`global`, or a country (ISO 3166-1)", examples=["global"])]
Rank = Annotated[int, Field(description="Rank, from 1", examples=[3])]


class ListResponse(ResponseModel):
    """A ranked list whose days are kept."""

    list_id: ListId
    type: Literal["movie", "show"] = Field(description="The type of its titles", examples=["movie"])
    region: ListRegion
    first_day: date = Field(description="First day that is kept (UTC)", examples=["2026-06-01"])
    last_day: date = Field(description="Newest day (UTC)", examples=["2026-11-02"])
    size: int = Field(description="Number of titles on the newest day", examples=[200])

    @classmethod
    def of(cls, stored: StoredList) -> Self:
        """Return the response of a list."""
        return cls(
            list_id=stored.list_id,
            type="movie" if stored.kind == "movie" else "show",
            region=stored.region,
            first_day=stored.first_day,
            last_day=stored.last_day,
            size=stored.size,
        )


class RankedTitleResponse(ResponseModel):
    """A title on its rank."""

    rank: Rank
    media_item_id: UUID = Field(description="Id of the title", examples=["bdf784d0-c2eb-5939-9d13-a7324e63a0e9"])
    title: str | None = Field(description="Name of the title, or null until it is imported", examples=["Dune"])
    slug: str | None = Field(
        description="Slug of the title's page, or null until the catalog has published it", examples=["dune"]
    )

    @classmethod
    def of(cls, ranked: RankedTitle) -> Self:
        """Return the response of a title on its rank."""
        return cls(rank=ranked.rank, media_item_id=ranked.media_id, title=ranked.name, slug=ranked.slug)


class ListDayResponse(ResponseModel):
    """A list on a day, as it was read last on it."""

    day: date = Field(description="The day (UTC)", examples=["2026-11-02"])
    titles: list[RankedTitleResponse] = Field(description="The first titles, by rank; empty when the list was empty")


class ListHistoryResponse(ResponseModel):
    """The first ranks of a list by day."""

    ranked_list: ListResponse = Field(alias="list", description="The list")
    from_day: date = Field(alias="from", description="First day (UTC)", examples=["2026-10-04"])
    to_day: date = Field(alias="to", description="Last day (UTC)", examples=["2026-11-02"])
    reason: Literal["NO_OBSERVATIONS"] | None = Field(
        description="`NO_OBSERVATIONS` when the list was not read in the range, else null", examples=[None]
    )
    days: list[ListDayResponse] = Field(
        description="One entry per day on which the list was read, the oldest first; a day without an entry is a gap"
    )

    @classmethod
    def of(cls, history: ListHistory) -> Self:
        """Return the response of a list's history."""
        by_day = {day: tuple(ranks) for day, ranks in groupby(history.ranks, key=lambda ranked: ranked.day)}
        return cls(
            ranked_list=ListResponse.of(history.stored),
            from_day=history.first,
            to_day=history.last,
            reason=None if history.observed else "NO_OBSERVATIONS",
            days=[
                ListDayResponse(day=day, titles=[RankedTitleResponse.of(ranked) for ranked in by_day.get(day, ())])
                for day in sorted(history.observed)
            ],
        )


class StandingResponse(ResponseModel):
    """A title in a list."""

    list_id: ListId
    region: ListRegion
    entered_on: date = Field(description="First day in the list (UTC)", examples=["2026-10-12"])
    last_day: date = Field(description="Newest day in the list (UTC)", examples=["2026-10-30"])
    days: int = Field(description="Number of days in the list, of those on which it was read", examples=[17])
    peak_rank: int = Field(description="Best rank, from 1", examples=[1])
    peak_day: date = Field(description="First day on the best rank (UTC)", examples=["2026-10-20"])
    rank: int | None = Field(
        description="Rank on the newest day of the list, or null when the title is not in it any more", examples=[3]
    )
    left_on: date | None = Field(
        description="First day after `lastDay` on which the list was read without the title (UTC), or null when it is"
        " still in the list",
        examples=["2026-10-31"],
    )

    @classmethod
    def of(cls, standing: Standing) -> Self:
        """Return the response of a title in a list."""
        return cls(
            list_id=standing.list_id,
            region=standing.region,
            entered_on=standing.entered_on,
            last_day=standing.last_day,
            days=standing.days,
            peak_rank=standing.peak_rank,
            peak_day=standing.peak_day,
            rank=standing.rank,
            left_on=standing.left_on,
        )
