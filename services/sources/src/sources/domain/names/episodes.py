"""Seasons, episodes and days in names, by the customary ways to write them."""

import re
from dataclasses import dataclass, replace
from typing import Final

_NO_WORD_BEFORE: Final = r"(?<![^\W_])"
_NO_WORD_BEHIND: Final = r"(?![^\W_])"
_VERSION: Final = r"(?:v\d)?"
MOST_EPISODES: Final = 50
"""Episodes of one file; a longer range is not one."""

_FULL: Final = re.compile(
    _NO_WORD_BEFORE
    + r"s(\d{1,2}|\d{4})[\s._-]{0,3}(?:e|ep|ep\.)(\d{1,4})"
    + r"((?:[\s._]?[-&+]?[\s._]?(?:s\d{1,2})?ep?\d{1,4}|-\d{1,3}(?![\dpi]))*)"
    + _VERSION
    + _NO_WORD_BEHIND
)
_CROSS: Final = re.compile(
    _NO_WORD_BEFORE
    + r"(\d{1,2})x(\d{2,3})((?:[\s._]?-[\s._]?(?:\d{1,2}x)?\d{2,3}(?![\dpi])|x\d{2,3})*)"
    + _NO_WORD_BEHIND
)
_WORDS: Final = re.compile(
    _NO_WORD_BEFORE
    + r"(?:season|staffel|saison|temporada|stagione)[\s._]{0,2}(\d{1,4})[\s._,-]{1,4}"
    + r"(?:episode|folge|episodio|capitulo|ep|e)[\s._]{0,2}(\d{1,4})()"
    + _NO_WORD_BEHIND
)
_SEASON_AND_NUMBER: Final = re.compile(
    _NO_WORD_BEFORE + r"s(\d{1,2})[\s._]{0,2}-[\s._]{0,2}(\d{1,4})()" + _VERSION + _NO_WORD_BEHIND
)
_SHORT: Final = re.compile(
    _NO_WORD_BEFORE + r"()(?:e|ep[\s._]?|#)(\d{1,4})((?:-?e\d{1,4})*)" + _VERSION + _NO_WORD_BEHIND
)
_LONG: Final = re.compile(_NO_WORD_BEFORE + r"()(?:episode|folge)[\s._]{0,2}(\d{1,4})()" + _NO_WORD_BEHIND)
_DASHED: Final = re.compile(
    r"[\s_]-[\s_]()(\d{1,4})((?:-\d{1,4})?)" + _VERSION + r"(?=[\s_]*(?:[\[(]|$|end\b)|[\s_]-[\s_])"
)
_LAST_NUMBER: Final = re.compile(r"[\s_]()(\d{2,4})()" + _VERSION + r"[\s_]*(?=[\[(])")
_LEADING: Final = re.compile(r"()(\d{1,3})()(?=[\s._-]|$)")
_SEASON: Final = re.compile(_NO_WORD_BEFORE + r"(?:s(\d{2})|season[\s._]?(\d{1,2}))" + _NO_WORD_BEHIND)
_DAY: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)([\s._-])(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")
_DAY_FIRST: Final = re.compile(r"(?<!\d)(0[1-9]|[12]\d|3[01])([\s._-])(0[1-9]|1[0-2])\2((?:19|20)\d\d)(?!\d)")
_MORE: Final = re.compile(r"(-?)[\s._&+]*(?:\d{1,2}x|s\d{1,2})?(?:ep?|x)?(\d{1,4})")
_FOLDER: Final = re.compile(
    r"(?:season|series|staffel|saison|temporada|stagione|seizoen|säsong|s)[\s._-]{0,3}(\d{1,4})(?:[\s._-].*)?"
)
_SPECIALS: Final = frozenset({"specials", "special", "season 00", "season 0", "staffel 0"})


@dataclass(frozen=True, slots=True)
class EpisodeMark:
    """Where a name states episodes, and which."""

    begin: int
    end: int
    specificity: int
    season: int | None = None
    episodes: tuple[int, ...] = ()
    aired: str | None = None


def season_of_folder(folder: str) -> int | None:
    """Return the season that a folder is for, or null."""
    name = folder.strip().lower()
    if name in _SPECIALS:
        return 0
    matched = _FOLDER.fullmatch(name)
    return None if matched is None else int(matched[1])


def find_episodes(lower: str, *, in_season: bool, has_year: bool) -> EpisodeMark | None:
    """Return the most specific mark in a name in lower case.

    In the folder of a season a number is an episode; elsewhere only in names that a group of fans has marked so.
    """
    for pattern, specificity in ((_FULL, 95), (_WORDS, 90), (_CROSS, 80)):
        if (matched := pattern.search(lower)) is not None:
            return _mark(matched, specificity)
    for pattern, year, month, day in ((_DAY, 1, 3, 4), (_DAY_FIRST, 4, 3, 1)):
        if (matched := pattern.search(lower)) is not None:
            return EpisodeMark(*matched.span(), 85, aired=f"{matched[year]}-{matched[month]}-{matched[day]}")
    return _less_specific(lower, in_season=in_season, has_year=has_year)


def _less_specific(lower: str, *, in_season: bool, has_year: bool) -> EpisodeMark | None:
    by_fans = lower.startswith(("[", "【"))
    patterns = [(_SEASON_AND_NUMBER, 80), (_SHORT, 70)]
    if in_season or not has_year:
        patterns.append((_LONG, 70))
    if in_season or (by_fans and not has_year):
        patterns += [(_DASHED, 60), (_LAST_NUMBER, 50)]
    for pattern, specificity in patterns:
        if (matched := pattern.search(lower)) is not None and not _is_year(matched[2]):
            return _with_season(_mark(matched, specificity), lower)
    if in_season and (matched := _LEADING.match(lower)) is not None:
        return _mark(matched, 60)
    if (matched := _SEASON.search(lower)) is not None:
        return EpisodeMark(*matched.span(), 70, season=int(matched[1] or matched[2]))
    return None


def _with_season(mark: EpisodeMark, lower: str) -> EpisodeMark:
    """Return the mark from a season before it, which is written apart: `Show (Season 2) - 04`."""
    stated = _SEASON.search(lower, 0, mark.begin) if mark.season is None else None
    if stated is None:
        return mark
    return replace(mark, begin=stated.start(), season=int(stated[1] or stated[2]))


def _is_year(number: str) -> bool:
    return len(number) == 4 and number[:2] in ("19", "20")


def _mark(matched: re.Match[str], specificity: int) -> EpisodeMark:
    episodes = [int(matched[2])]
    for more in _MORE.finditer(matched[3]):
        number = int(more[2])
        if more[1] and episodes[-1] < number <= episodes[-1] + MOST_EPISODES:
            episodes.extend(range(episodes[-1] + 1, number + 1))
        elif number not in episodes:
            episodes.append(number)
    season = int(matched[1]) if matched[1] else None
    return EpisodeMark(*matched.span(), specificity, season, tuple(episodes))
