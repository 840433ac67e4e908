"""The provider's titles by text, from ingestion: with the access token of the user, for whom ingestion counts."""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final, Literal
from urllib.parse import urlencode
from uuid import UUID

from prometheus_client import Counter
from pydantic import ValidationError

from chassis.http.client import CallFailed, HttpClient, Response
from chassis.http.schemas import ResponseModel, Success
from search.application.beyond.ports import ProviderSearchFailed, ProviderTitle
from search.domain.errors import ProviderSearchLimited

logger = logging.getLogger(__name__)

SEARCHES: Final = Counter(
    "search_provider_searches", "Searches beyond the catalog by outcome: ok, limited, unavailable", ["outcome"]
)
PATH: Final = "/api/v1/ingestion/search"
MOST_BYTES: Final = 1_000_000
_RETRY_SECONDS: Final = 30
"""When ingestion does not say when to try again."""


class _Title(ResponseModel):
    id: UUID
    type: Literal["movie", "show"]
    tmdb_id: int
    title: str
    original_title: str | None = None
    year: int | None = None
    poster_path: str | None = None
    rating: float | None = None
    is_imported: bool


class _Results(ResponseModel):
    status: Literal["ok", "unavailable"]
    items: list[_Title]


class _Body(Success[_Results]):
    """The response of ingestion."""


class IngestionSearch:
    """Calls ingestion."""

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    async def find(
        self, text: str, *, language: str | None, authorization: str, seconds: float
    ) -> Sequence[ProviderTitle]:
        """Return the best titles within `seconds`; raise ProviderSearchFailed or ProviderSearchLimited."""
        query = {"query": text} if language is None else {"query": text, "language": language}
        try:
            async with asyncio.timeout(seconds):
                response = await self._http.get(
                    f"{PATH}?{urlencode(query)}", {"authorization": authorization}, max_bytes=MOST_BYTES
                )
            titles = _titles(response)
        except ProviderSearchLimited:
            SEARCHES.labels("limited").inc()
            raise
        except (TimeoutError, CallFailed, ValidationError, ProviderSearchFailed) as failure:
            SEARCHES.labels("unavailable").inc()
            logger.warning("provider search failed", extra={"reason": repr(failure)[:300]})
            raise ProviderSearchFailed from failure
        SEARCHES.labels("ok").inc()
        return titles

    async def aclose(self) -> None:
        """Close every connection."""
        await self._http.aclose()


def _titles(response: Response) -> Sequence[ProviderTitle]:
    if response.status == 429:
        retry_after = response.headers.get("retry-after", "")
        raise ProviderSearchLimited(int(retry_after) if retry_after.isdecimal() else _RETRY_SECONDS)
    if response.status != 200:
        raise ProviderSearchFailed(f"status {response.status}")
    results = _Body.model_validate_json(response.body).data
    if results.status != "ok":
        raise ProviderSearchFailed("the provider is unavailable")
    return [
        ProviderTitle(
            media_id=item.id,
            kind=item.type,
            tmdb_id=item.tmdb_id,
            name=item.title,
            is_imported=item.is_imported,
            original_name=item.original_title,
            year=item.year,
            poster_path=item.poster_path,
            rating=item.rating,
        )
        for item in results.items
    ]
