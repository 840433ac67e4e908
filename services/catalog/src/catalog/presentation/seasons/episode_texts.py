"""Names and overviews of episodes in other languages: stored beside the season, and selected per request."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import from_json, to_json

from catalog.application.read_models import SyncedSeason
from catalog.domain.languages import Text, Texts
from catalog.presentation.routes.localization import Languages
from contracts.ingestion import Episode

TextsByTag = Mapping[str, Sequence[str | None]]
"""Name and overview by language tag."""


def episode_texts(episodes: Sequence[Episode]) -> bytes | None:
    """Return the texts of episodes by number and language, or null when no episode has any."""
    texts = {
        str(episode.number): {tag: [text.title, text.overview] for tag, text in sorted(episode.translations.items())}
        for episode in episodes
        if episode.translations
    }
    return to_json(dict(sorted(texts.items()))) if texts else None


def localized_season(season: SyncedSeason, languages: Languages) -> bytes:
    """Return a season whose texts, and those of its episodes, are in the first of `languages` that has each."""
    if not languages:
        return season.document
    own: TextsByTag = from_json(season.summary).get("texts", {})
    by_number: Mapping[str, TextsByTag] = from_json(season.episode_texts) if season.episode_texts else {}
    if not own and not by_number:
        return season.document
    rendered = from_json(season.document)
    _localize(rendered, "name", own, languages)
    for episode in rendered["episodes"]:
        _localize(episode, "title", by_number.get(str(episode["number"]), {}), languages)
    return to_json(rendered)


def _localize(rendered: dict[str, Any], name: str, texts: TextsByTag, languages: Languages) -> None:
    if texts:
        default = Text(rendered[name], rendered["overview"])
        translations = {tag: Text(*both) for tag, both in texts.items()}
        selected = Texts(default, translations=translations).in_languages(languages.preferred)
        languages.serve(selected.languages)
        rendered |= {name: selected.title, "overview": selected.overview}
