"""OMDb: the ratings of IMDb, Rotten Tomatoes and Metacritic by IMDb id. https://www.omdbapi.com/

It answers 200 for titles it does not know, and 401 when the day's quota is spent: both are read from the text.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from ingestion.application.ports.providers import Fetched
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.titles.facts import Facts, Kind, RatedBy, Rating
from ingestion.domain.titles.identity import imdb_origin
from ingestion.infrastructure.providers.client import ProviderClient, Raw
from ingestion.infrastructure.providers.reading import SOFT, Items, Said, Score, Text, Whole
from ingestion.infrastructure.providers.unread import unread_facts

NOT_KNOWN: Final = ("not found", "incorrect imdb id")
"""In an error that means that there is no such title; any other says nothing of the title."""
NO_DATA: Final = "error getting data"
"""The error for an IMDb id that OMDb does not know, and also for one whose data it cannot load at the moment."""
TYPES: Final = {"movie": "movie", "show": "series"}


def _unknown(value: object) -> object:
    return None if isinstance(value, str) and value.strip() in ("N/A", "") else value


Percent = Annotated[Annotated[int, Field(ge=0, le=100)] | None, SOFT]


def _number(value: object) -> object:
    return value.replace(",", "") if isinstance(value, str) and value.strip() not in ("N/A", "") else None


class SourceRating(Said):
    """One of `Ratings`."""

    source: str = Field(alias="Source")
    value: str = Field(alias="Value")


class TitleSaid(Said):
    """An answer by id; `N/A` is null."""

    response: str = Field(default="True", alias="Response")
    error: Text = Field(default=None, alias="Error")
    imdb_id: Annotated[Text, BeforeValidator(_unknown)] = Field(default=None, alias="imdbID")
    imdb_rating: Annotated[Score, BeforeValidator(_number)] = Field(default=None, alias="imdbRating")
    imdb_votes: Annotated[Whole, BeforeValidator(_number)] = Field(default=None, alias="imdbVotes")
    metascore: Annotated[Percent, BeforeValidator(_number)] = Field(default=None, alias="Metascore")
    runtime: Annotated[Text, BeforeValidator(_unknown)] = Field(default=None, alias="Runtime")
    ratings: Items[SourceRating] = Field(default=None, alias="Ratings")


TITLE: Final = TypeAdapter(TitleSaid)

UNREAD: Final[Mapping[str, tuple[str, ...]]] = {
    "imdb_id": ("imdb_id",),
    "imdb_rating": ("ratings.imdb",),
    "metascore": ("ratings.metacritic",),
    "ratings": ("ratings.rotten_tomatoes", "ratings.metacritic"),
    "runtime": ("runtime_minutes",),
}
"""The facts that are missing when a field of the response could not be read."""


class OmdbSource:
    """Asks OMDb."""

    def __init__(self, client: ProviderClient) -> None:
        self._client = client

    async def title(self, kind: Kind, imdb_id: str) -> Fetched[Facts]:
        """Give the ratings of a title; raises SourceFailed."""
        reply = await self._client.get("/", TITLE, {"i": imdb_id, "type": TYPES[kind]})
        if reply.value is None:
            raise SourceFailed("omdb", Cause.WRONG_SHAPE, "no body")
        return Fetched(
            title_facts(reply.value), None, reply.degraded, unread_facts(reply.degraded, UNREAD), imdb_origin(imdb_id)
        )


def title_facts(said: TitleSaid) -> Facts:
    """Give the facts of an answer."""
    listed = {each.source: each.value for each in said.ratings or () if each}
    ratings: dict[RatedBy, Rating] = {}
    if said.imdb_rating and said.imdb_votes != 0:
        ratings["imdb"] = Rating(said.imdb_rating, said.imdb_votes)
    if (tomatoes := _share(listed.get("Rotten Tomatoes"))) is not None:
        ratings["rotten_tomatoes"] = Rating(tomatoes)
    if (metacritic := said.metascore or _share(listed.get("Metacritic"))) is not None:
        ratings["metacritic"] = Rating(metacritic)
    minutes = re.match(r"(\d+) min", said.runtime or "")
    return Facts(
        imdb_id=said.imdb_id,
        ratings=ratings or None,
        runtime_minutes=int(minutes[1]) if minutes else None,
    )


def refusal(raw: Raw) -> SourceFailed | None:
    """Read OMDb's way of refusing; None when the answer is a title, or the status says it all."""
    try:
        said = TITLE.validate_json(raw.body)
    except ValidationError:
        return None
    error = (said.error or "").lower()
    if "limit" in error:
        return SourceFailed("omdb", Cause.QUOTA, said.error or "", status=raw.status, retry_at=_midnight())
    if raw.status == 401:
        return SourceFailed("omdb", Cause.UNAUTHORIZED, said.error or "refused", status=401)
    if raw.status < 400 and said.response.lower() != "true":
        return SourceFailed("omdb", _cause_of(error), said.error or "refused without a reason", status=raw.status)
    return None


def _cause_of(error: str) -> Cause:
    if any(words in error for words in NOT_KNOWN):
        return Cause.NOT_FOUND
    return Cause.NO_DATA if NO_DATA in error else Cause.SERVER


def _share(text: str | None) -> int | None:
    """Read `91%` or `73/100`."""
    found = re.match(r"(\d{1,3})(?:%|/100)", text or "")
    return int(found[1]) if found and int(found[1]) <= 100 else None


def _midnight() -> datetime:
    """OMDb counts by the day."""
    return datetime.combine(datetime.now(UTC).date() + timedelta(days=1), time(), UTC)
