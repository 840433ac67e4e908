"""The parts of TVMaze responses that we read. https://www.tvmaze.com/api"""

from typing import Annotated

from pydantic import AwareDatetime, Field

from ingestion.providers.parsing.lenient import (
    LENIENT,
    Day,
    Id,
    Items,
    Number,
    OptionalId,
    Positive,
    ProviderModel,
    Score,
    Text,
    Whole,
)


class TvmazeExternals(ProviderModel):
    """Ids elsewhere."""

    thetvdb: OptionalId = None
    imdb: Text = None


class TvmazeRating(ProviderModel):
    """A rating without a count of votes."""

    average: Score = None


class TvmazeEpisode(ProviderModel):
    """An episode; specials have no number."""

    id: Id
    season: Number
    number: Whole = None
    name: Text = None
    airdate: Day = None
    airtime: Text = None
    airstamp: Annotated[AwareDatetime | None, LENIENT] = None
    runtime: Positive = None
    rating: Annotated[TvmazeRating | None, LENIENT] = None
    summary: Text = None


class TvmazeEmbedded(ProviderModel):
    """What was embedded."""

    episodes: Items[TvmazeEpisode] = None


class TvmazeShow(ProviderModel):
    """`/shows/{id}`."""

    id: Id
    name: Text = None
    premiered: Day = None
    ended: Day = None
    runtime: Positive = None
    average_runtime: Positive = Field(default=None, alias="averageRuntime")
    summary: Text = None
    externals: Annotated[TvmazeExternals | None, LENIENT] = None
    embedded: Annotated[TvmazeEmbedded | None, LENIENT] = Field(default=None, alias="_embedded")
