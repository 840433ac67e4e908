"""The parts of Trakt v2 responses that we read. https://docs.trakt.tv/"""

from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator

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

Instant = Annotated[AwareDatetime | None, LENIENT]


class TraktIds(ProviderModel):
    """A title's ids."""

    trakt: Id
    slug: Text = None
    imdb: Text = None
    tmdb: OptionalId = None
    tvdb: OptionalId = None


class TraktTitle(ProviderModel):
    """A movie or show with `extended=full`."""

    ids: TraktIds
    title: Text = None
    overview: Text = None
    rating: Score = None
    votes: Whole = None
    runtime: Positive = None


class TraktSearchResult(ProviderModel):
    """A search result."""

    movie: Annotated[TraktTitle | None, LENIENT] = None
    show: Annotated[TraktTitle | None, LENIENT] = None


class TraktStats(ProviderModel):
    """How many watched, and how often."""

    watchers: Whole = None
    plays: Whole = None


class TraktRatings(ProviderModel):
    """The old flat shape, or the new one with a block per source."""

    rating: Score = None
    votes: Whole = None
    trakt: Annotated["TraktRatings | None", LENIENT] = None


class TraktWatcher(ProviderModel):
    """A user who watches now; only the count matters."""


class TraktTrendingEntry(ProviderModel):
    """An entry of the trending list."""

    watchers: Whole = None
    movie: Annotated[TraktTitle | None, LENIENT] = None
    show: Annotated[TraktTitle | None, LENIENT] = None


class TraktEpisodeIds(ProviderModel):
    """An episode's ids."""

    trakt: OptionalId = None
    tmdb: OptionalId = None


class TraktEpisode(ProviderModel):
    """An episode with `extended=full`."""

    season: Number
    number: Number
    ids: TraktEpisodeIds = TraktEpisodeIds()
    title: Text = None
    overview: Text = None
    first_aired: Instant = None
    runtime: Positive = None
    rating: Score = None
    votes: Whole = None


class TraktSeason(ProviderModel):
    """A season with `extended=full,episodes`."""

    number: Number
    title: Text = None
    overview: Text = None
    first_aired: Annotated[Day, BeforeValidator(lambda text: text[:10] if isinstance(text, str) else text)] = None
    episodes: Items[TraktEpisode] = None
