"""The names of genres in the kept languages: one call per kind and language and day, which all titles share."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Final

from pydantic import TypeAdapter

from ingestion.domain.failures import SourceFailed
from ingestion.domain.titles.facts import Kind
from ingestion.providers.calls.client import ProviderClient
from ingestion.providers.locale import Locale
from ingestion.providers.parsing.markup import line
from ingestion.providers.tmdb.models import TmdbGenreList

logger = logging.getLogger(__name__)

FRESH_SECONDS: Final = 86_400.0
RETRY_SECONDS: Final = 900.0

LIST: Final = TypeAdapter(TmdbGenreList)
PATHS: Final[Mapping[Kind, str]] = {"movie": "/genre/movie/list", "show": "/genre/tv/list"}


class GenreNames:
    """Reads and keeps the names of genres. A failed call leaves the names of the day before, and fails no import."""

    def __init__(self, client: ProviderClient, locale: Locale, now: Callable[[], float] = time.monotonic) -> None:
        own = locale.language.partition("-")[0].lower()
        self._client = client
        self._own = own
        self._languages = tuple(language for language in locale.languages if language != own)
        self._now = now
        self._names: dict[tuple[Kind, str], Mapping[int, str]] = {}
        self._due: dict[tuple[Kind, str], float] = {}
        self._lock = asyncio.Lock()

    async def of(self, kind: Kind, tmdb_id: int, name: str) -> Mapping[str, str]:
        """Return the names of a genre by language; `name` is that in the language of texts."""
        names = {self._own: name}
        for language in self._languages:
            translated = (await self._list(kind, language)).get(tmdb_id)
            if translated:
                names[language] = translated
        return names

    async def _list(self, kind: Kind, language: str) -> Mapping[int, str]:
        key = (kind, language)
        if self._now() >= self._due.get(key, float("-inf")):
            async with self._lock:
                # Another import may have read it while this one waited.
                if self._now() >= self._due.get(key, float("-inf")):
                    await self._refresh(kind, language)
        return self._names.get(key, {})

    async def _refresh(self, kind: Kind, language: str) -> None:
        key = (kind, language)
        self._due[key] = self._now() + RETRY_SECONDS
        try:
            response = await self._client.get(PATHS[kind], LIST, {"language": language})
        except SourceFailed as failure:
            logger.warning("cannot read names of genres", extra={"language": language, "reason": str(failure)})
            return
        if response.value is not None:
            genres = response.value.genres or ()
            self._names[key] = {genre.id: name for genre in genres if genre and (name := line(genre.name))}
            self._due[key] = self._now() + FRESH_SECONDS
