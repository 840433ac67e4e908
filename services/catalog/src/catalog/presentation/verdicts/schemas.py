"""The verdict of a title, and how fresh the parts of its page are."""

from datetime import datetime
from typing import get_args

from pydantic import Field

from catalog.domain.verdicts.status_hints import StatusHintKey
from catalog.domain.verdicts.verdict import HintKey, MessageKey, Source, VerdictType
from chassis.http.schemas import ResponseModel

_TEXTS = "its texts are under `{}` in `GET /api/v1/catalog/texts`"


class VerdictBasis(ResponseModel):
    """The rating that a verdict is based on."""

    source: Source = Field(
        description="The source of the rating; of a show, whose rating is the median of all sources, the one with the"
        " most votes",
        examples=["imdb"],
    )
    rating: float = Field(description="From 0 to 10", examples=[8.7])
    vote_count: int = Field(description="Number of votes; of a show those of all sources", examples=[2100000])
    sources: int = Field(description="Number of sources that the rating is the median of", examples=[1])


class Verdict(ResponseModel):
    """What a title is in one phrase; it does not depend on the user."""

    type: VerdictType = Field(
        description="`warning`: rather not. `release`: about to be released, or just released. `quality`: well rated."
        " `popularity`: watched a lot. `general`: anything else",
        examples=["quality"],
    )
    message_key: MessageKey | None = Field(
        description=f"What the title is, or null when nothing stands out; {_TEXTS.format('verdicts')}",
        examples=["criticsLoved"],
        json_schema_extra={"enum": [*get_args(MessageKey), None]},
    )
    context: str | None = Field(
        description="The rating behind the verdict as `<source>: <rating>`, or null when it is not about a rating",
        examples=["IMDb: 8.7"],
    )
    basis: VerdictBasis | None = Field(description="The same rating in parts, or null")
    seasons: int | None = Field(
        description="Number of seasons of a show that is `longRunning`, else null", examples=[None]
    )
    hint_key: HintKey = Field(
        description=f"What to do with the title; {_TEXTS.format('hints')}",
        examples=["forLater"],
    )


class StatusHint(ResponseModel):
    """Whether new episodes of a show come out, or it has ended."""

    message_key: StatusHintKey = Field(
        description="`newSeason`: a season began within 14 days. `newEpisodes`: an episode of an earlier season aired"
        f" within 14 days. `seriesFinale`: the show has ended; {_TEXTS.format('statusHints')}",
        examples=["newEpisodes"],
    )


class Freshness(ResponseModel):
    """When each part of the page was last taken from its source."""

    facts: datetime = Field(
        description="When TMDB last responded with the facts, or when they were imported without it",
        examples=["2026-11-21T11:58:00Z"],
    )
    stats: datetime | None = Field(
        description="When the scores were computed, or null without scores", examples=["2026-11-21T12:05:00Z"]
    )
    seasons: datetime | None = Field(
        description="When a season was last fetched with its episodes; null when none was, and for movies",
        examples=[None],
    )
    offers: datetime | None = Field(
        description="When TMDB last responded with the offers, or null when it did not yet",
        examples=["2026-11-21T11:58:00Z"],
    )
