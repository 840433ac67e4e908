"""Names and overviews of the episodes of a season in further languages: TMDB needs a call per language."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from pydantic import TypeAdapter

from ingestion.domain.failures import SourceFailed
from ingestion.domain.seasons.episodes import EpisodeFacts, SeasonFacts
from ingestion.domain.titles.facts import Text
from ingestion.providers.calls.call_policy import EPISODES_MAX_BYTES
from ingestion.providers.calls.client import ProviderClient
from ingestion.providers.locale import Locale
from ingestion.providers.parsing.markup import line, plain
from ingestion.providers.tmdb.models import TmdbSeason

SEASON: Final = TypeAdapter(TmdbSeason)
_NUMBERED: Final = re.compile(r"\D{0,20}?(\d{1,4})\D{0,10}")


class EpisodeTexts:
    """Adds the texts of episodes in the configured languages."""

    def __init__(self, client: ProviderClient, locale: Locale) -> None:
        self._client = client
        self._languages = locale.episode_languages

    async def added_to(self, show_id: int, season: SeasonFacts) -> tuple[SeasonFacts, tuple[str, ...]]:
        """Return a season with the texts of its episodes by language, and what could not be read."""
        by_language: dict[str, Mapping[int, Text]] = {}
        failures = []
        for language in self._languages:
            try:
                by_language[language] = await self._texts(show_id, season.number, language)
            except SourceFailed as failure:
                failures.append(f"episodes in {language}: {failure}")
        episodes = tuple(
            replace(episode, translations=dict(_translations(episode, by_language))) for episode in season.episodes
        )
        return replace(season, episodes=episodes, languages=self._languages), tuple(failures)

    async def _texts(self, show_id: int, number: int, language: str) -> Mapping[int, Text]:
        response = await self._client.get(
            f"/tv/{show_id}/season/{number}", SEASON, {"language": language}, max_bytes=EPISODES_MAX_BYTES
        )
        episodes = (response.value.episodes if response.value else None) or ()
        return {
            episode.episode_number: Text(line(episode.name), plain(episode.overview)) for episode in episodes if episode
        }


def _translations(episode: EpisodeFacts, by_language: Mapping[str, Mapping[int, Text]]) -> list[tuple[str, Text]]:
    """Return the texts of an episode by language, without those that are no translations.

    TMDB names an episode that has no name in a language by its number ("Серія 5"), and may repeat the other texts.
    """
    number = episode.numbering.number
    numbered = _is_numbered(episode.title, number)
    translations = []
    for language, texts in by_language.items():
        text = texts.get(number, Text(None, None))
        title = None if _is_numbered(text.title, number) and not numbered else text.title
        own = Text(
            title if title != episode.title else None, text.overview if text.overview != episode.overview else None
        )
        if own.title or own.overview:
            translations.append((language, own))
    return translations


def _is_numbered(title: str | None, number: int) -> bool:
    """Return whether a name only counts: a word and the number of the episode."""
    match = _NUMBERED.fullmatch(title or "")
    return match is not None and int(match[1]) == number
