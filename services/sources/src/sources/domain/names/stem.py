"""What one part of a path says: the name of a file without its extension, or the name of a folder."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from sources.domain.names.episodes import EpisodeMark, find_episodes
from sources.domain.names.titles import NO_TITLE, FoundTitle, find_title
from sources.domain.names.tokens import Mark, brackets_of, tags_in
from sources.domain.names.years import find_year

LONGEST: Final = 400
"""Characters of a part that are read; file systems allow 255 bytes."""
_IDS: Final = re.compile(
    r"[\[{(]?\b(imdb|tmdb|tvdb|thetvdb)(?:id)?[-=:\s](tt\d{5,10}|\d{1,9})\b[\]})]?|\b(tt\d{7,10})\b"
)
_EDITION: Final = re.compile(r"\{edition-([^{}]{1,60})\}")
_SITE: Final = re.compile(r"[\[(]?\s*www\.[^\s\])]{1,60}\s*[\])]?[\s._-]*")
_GROUP: Final = re.compile(r"[\[【][^\[\]【】]*[\]】][\s._-]*")
_PART: Final = re.compile(r"[\s._-]+(?:cd|dvd|disc|disk)[\s._-]?[1-9]$|[\s._]*-[\s._]*(?:part|pt)[._-]?[1-9]$")
_EXTRA: Final = re.compile(
    r"(?:^|-)(?:trailer|sample|featurette|behindthescenes|deleted|interview|scene|short|other|extra)\d?$"
    r"|[\s._](?:trailer|sample)\d?$"
)
_COUNTRY: Final = re.compile(r"[(\[](us|usa|uk|au|nz|ca|ie)[)\]]")
"""A country that distinguishes namesakes: `The Office (US)`."""
_LARGEST: Final = 2**31 - 1
"""Of a number of a title, as it is stored."""


@dataclass(frozen=True, slots=True)
class Stem:
    """What was read from a part of a path."""

    title: FoundTitle = NO_TITLE
    year: Mark | None = None
    episodes: EpisodeMark | None = None
    tags: tuple[Mark, ...] = ()
    """Those that count, in the order of their places."""
    imdb: str | None = None
    tmdb: int | None = None
    tvdb: int | None = None
    edition: str | None = None
    is_extra: bool = False
    others: str = field(default="", compare=False)
    """The likeliest title behind the mark of an episode: often the title of the episode."""

    @property
    def has_ids(self) -> bool:
        """Whether an id was read."""
        return self.imdb is not None or self.tmdb is not None or self.tvdb is not None

    @property
    def has_marks(self) -> bool:
        """Whether anything besides the title was read."""
        return bool(self.tags) or self.year is not None or self.episodes is not None


def read_stem(text: str, *, in_season: bool = False) -> Stem:
    """Return what a part of a path says; `in_season` when it lies in the folder of a season."""
    text = text[:LONGEST]
    lower = text.lower()
    if len(lower) != len(text):
        text = lower
    if (country := _COUNTRY.search(lower)) is not None:
        text = _blank(text, country)
        lower = _blank(lower, country)
    marks, ids, edition = _explicit(text, lower)
    for mark in marks:
        lower = f"{lower[: mark.begin]}{' ' * (mark.end - mark.begin)}{lower[mark.end :]}"
    begin = _begin_of_title(lower)
    is_extra = _EXTRA.search(lower) is not None
    for pattern in (_EXTRA, _PART):
        if (matched := pattern.search(lower)) is not None:
            marks.append(Mark(*matched.span(), "part", "", 100))
    year = find_year(lower)
    episodes = find_episodes(lower, in_season=in_season, has_year=year is not None)
    if year is not None and episodes is not None and (year.begin >= episodes.begin or episodes.aired is not None):
        year = None
    tags = _counting(tags_in(lower), lower, year, episodes)
    title, others = _titles(text, _in_order(marks, tags, year, episodes), begin, episodes)
    return Stem(
        title=title,
        year=year,
        episodes=episodes,
        tags=tuple(tags),
        imdb=_imdb(ids.get("imdb")),
        tmdb=_number(ids.get("tmdb")),
        tvdb=_number(ids.get("tvdb")),
        edition=edition,
        is_extra=is_extra,
        others=others,
    )


def _explicit(text: str, lower: str) -> tuple[list[Mark], dict[str, str], str | None]:
    """Return what a name states in words of its own: marks, ids by system, and an edition."""
    marks: list[Mark] = []
    ids: dict[str, str] = {}
    edition = None
    if "tt" in lower or "db" in lower:
        for matched in _IDS.finditer(lower):
            ids.setdefault((matched[1] or "imdb").removeprefix("the"), matched[2] or matched[3])
            marks.append(Mark(*matched.span(), "id", "", 100))
    if "{edition-" in lower and (stated := _EDITION.search(lower)) is not None:
        edition = text[stated.start(1) : stated.end(1)].strip()
        marks.append(Mark(*stated.span(), "edition", "", 100))
    return marks, ids, edition


def _in_order(marks: list[Mark], tags: list[Mark], year: Mark | None, episodes: EpisodeMark | None) -> list[Mark]:
    every = [*marks, *tags]
    if year is not None:
        every.append(year)
    if episodes is not None:
        every.append(Mark(episodes.begin, episodes.end, "episode", "", episodes.specificity))
    return sorted(every, key=lambda mark: mark.begin)


@lru_cache(maxsize=1024)
def read_folder(text: str) -> Stem:
    """Return what the name of a folder says; its files follow each other."""
    return read_stem(text)


def _titles(text: str, marks: list[Mark], begin: int, episodes: EpisodeMark | None) -> tuple[FoundTitle, str]:
    """Return the title, and the likeliest text behind the episodes. The title stands before them."""
    end = len(text)
    if episodes is None:
        matched = find_title(text, marks, begin, end)
        if not matched.text and begin:
            site = _SITE.match(text.lower())
            matched = find_title(text, marks, 0 if site is None else site.end(), end)
        return matched, ""
    return find_title(text, marks, begin, episodes.begin), find_title(text, marks, episodes.end, end).text


def _counting(tags: list[Mark], lower: str, year: Mark | None, episodes: EpisodeMark | None) -> list[Mark]:
    """Return the tags that are no words of the title: certain ones, those behind a certain mark, those in brackets."""
    certain = [tag.begin for tag in tags if not tag.is_weak]
    certain += [mark.begin for mark in (year, episodes) if mark is not None and mark.begin > 0]
    first = min(certain, default=len(lower))
    if all(tag.begin >= first for tag in tags):
        return tags
    brackets = brackets_of(lower)
    return [
        tag
        for tag in tags
        if tag.begin >= first or (tag.begin > 0 and any(begin < tag.begin < end for begin, end in brackets))
    ]


def _begin_of_title(lower: str) -> int:
    """Return where the title can begin: behind the address of a site, and behind the group in brackets."""
    begin = 0
    for pattern in (_SITE, _GROUP):
        if (matched := pattern.match(lower, begin)) is not None and matched.end() < len(lower):
            begin = matched.end()
    return begin


def _blank(text: str, brackets: re.Match[str]) -> str:
    """Return the text with spaces for brackets: what they hold belongs to the title."""
    begin, end = brackets.span()
    return f"{text[:begin]} {text[begin + 1 : end - 1]} {text[end:]}"


def _imdb(text: str | None) -> str | None:
    return None if text is None else text if text.startswith("tt") else f"tt{text}"


def _number(text: str | None) -> int | None:
    if text is None or not text.isdigit():
        return None
    number = int(text)
    return number if 0 < number <= _LARGEST else None
