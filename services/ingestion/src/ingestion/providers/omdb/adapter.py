"""OMDb: the ratings of IMDb, Rotten Tomatoes and Metacritic by IMDb id. https://www.omdbapi.com/

It responds with status 200 for unknown titles, and with 401 when the quota of the day is spent: see `refusal`.
"""

from typing import Final

from ingestion.application.ports.providers import Fetched
from ingestion.domain.failures import Cause, SourceFailed
from ingestion.domain.titles.facts import Facts, Kind
from ingestion.domain.titles.identity import imdb_origin
from ingestion.providers.calls.client import ProviderClient
from ingestion.providers.omdb.facts import FACTS_BY_FIELD, title_facts
from ingestion.providers.omdb.models import TITLE
from ingestion.providers.parsing.unread import unread_facts

TYPES: Final = {"movie": "movie", "show": "series"}


class OmdbSource:
    """Calls OMDb."""

    def __init__(self, client: ProviderClient) -> None:
        self._client = client

    async def title(self, kind: Kind, imdb_id: str) -> Fetched[Facts]:
        """Return the ratings of a title; raise SourceFailed."""
        response = await self._client.get("/", TITLE, {"i": imdb_id, "type": TYPES[kind]})
        if response.value is None:
            raise SourceFailed("omdb", Cause.WRONG_SHAPE, "no body")
        return Fetched(
            title_facts(response.value),
            None,
            response.degraded,
            unread_facts(response.degraded, FACTS_BY_FIELD),
            imdb_origin(imdb_id),
        )
