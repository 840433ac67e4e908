"""A match that a user has chosen."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from chassis.core.rules.broken import BrokenRule
from sources.domain.matching.episodes import in_seasons, place_of
from sources.domain.matching.match import Match, Method, RecognizedFile
from sources.domain.matching.title import Title
from sources.domain.media_sources.errors import InvalidSetting, SettingInvalid

CERTAIN: Final = 1.0


@dataclass(frozen=True, slots=True)
class ChosenTitle:
    """The title of a file as a user states it; of an episode, its season and numbers too."""

    media_id: UUID
    season: int | None = None
    episodes: tuple[int, ...] = ()


def chosen_match(chosen: ChosenTitle, title: Title) -> Match:
    """Return the match; raise SettingInvalid for a season of a movie, and for episodes without a season."""
    if title.kind == "movie":
        _refuse("season", chosen.season is not None, "must be null: the title is a movie")
        _refuse("episodes", bool(chosen.episodes), "must be empty: the title is a movie")
    else:
        _refuse("season", chosen.season is None, "is required: the title is a show")
        _refuse("episodes", not chosen.episodes, "must not be empty: the title is a show")
    _refuse("episodes", len(set(chosen.episodes)) < len(chosen.episodes), "must be distinct")
    return Match(title.media_id, Method.MANUAL, CERTAIN, chosen.season, chosen.episodes)


def match_by_name(file: RecognizedFile, title: Title) -> Match | None:
    """Return the match of one of many files with a show or movie; null for an episode that the name does not state."""
    if title.kind == "movie":
        return Match(title.media_id, Method.MANUAL, CERTAIN)
    season, episodes = in_seasons(place_of(file.listed, file.parsed), dict(title.seasons))
    if season is None or not episodes:
        return None
    return Match(title.media_id, Method.MANUAL, CERTAIN, season, episodes)


def _refuse(field: str, is_broken: bool, message: str) -> None:
    if is_broken:
        raise SettingInvalid([InvalidSetting(field, BrokenRule("kind_mismatch", message))])
