"""Titles of streaming services that name an episode: `Show: Season 2: Episode`, in the words of any language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from library.domain.imports.text.languages import EPISODE, PART, SEASON, SINGLE_SEASON, number_in

_COLON: Final = re.compile(r"\s*:\s+|\s*：\s*")
_SEASON_SUFFIX: Final = re.compile(r"(?P<show>.*\S)\s*(?:[-–—:,：]\s+|\()(?P<season>[^-–—:,：()]+)\)?")
_EPISODE_SUFFIX: Final = re.compile(r"(?P<title>.*\S)\s*\((?P<episode>[^()]+)\)")
_QUOTES: Final = '"“”«»„‟「」『』'


@dataclass(frozen=True, slots=True)
class EpisodeName:
    """An episode by the words of its service; a season is null when the service divides the show otherwise."""

    show: str
    season: int | None = None
    episode: int | None = None
    episode_title: str | None = None


def split_title(text: str) -> EpisodeName | None:
    """Return the episode that a text names, null when it may as well be a movie."""
    parts = [part for part in _COLON.split(text.strip()) if part]
    for at in range(1, len(parts)):
        is_season, season = _season(parts, at)
        if is_season:
            number, title = split_episode(": ".join(parts[at + 1 :]))
            return EpisodeName(": ".join(parts[:at]), season, number, title)
    return None


def split_season(text: str) -> tuple[str, int | None]:
    """Return the show and the season of a text such as `Show - Season 2`; the text itself when it names none."""
    match = _SEASON_SUFFIX.fullmatch(text)
    season = SEASON.fullmatch(match["season"].strip()) if match else None
    return (match["show"], number_in(season)) if match and season else (text, None)


def split_episode(text: str) -> tuple[int | None, str | None]:
    """Return the number and the title of an episode, either of which may be missing."""
    text = text.strip().strip(_QUOTES).strip()
    before, _, after = text.partition(": ")
    suffix = _EPISODE_SUFFIX.fullmatch(text)
    candidates: list[tuple[str, str | None]] = [(text, None), (before, after)]
    if suffix:
        candidates.append((suffix["episode"], suffix["title"]))
    for number, title in candidates:
        match = EPISODE.fullmatch(number.strip())
        if match:
            return number_in(match), (title or "").strip().strip(_QUOTES) or None
    return None, text or None


def _season(parts: Sequence[str], at: int) -> tuple[bool, int | None]:
    """Return whether a part of a title is a season, and its number."""
    part, is_last = parts[at], at == len(parts) - 1
    match = SEASON.fullmatch(re.split(r"\s*[,(]", part)[0])
    if match:
        return True, number_in(match)
    if is_last:
        return False, None
    if SINGLE_SEASON.fullmatch(part):
        return True, 1
    # Some shows repeat their name before the number of the season.
    named = re.fullmatch(rf"{re.escape(parts[0])}\s+(\d{{1,2}})", part, re.IGNORECASE)
    if named:
        return True, int(named.group(1))
    return PART.fullmatch(part) is not None, None
