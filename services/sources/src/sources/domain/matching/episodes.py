"""The season and the episodes of a file within a show."""

from typing import Final

from sources.domain.files.listed import ListedFile
from sources.domain.matching.title import Title
from sources.domain.names.parsed import ParsedName

SPECIALS: Final = 0
Place = tuple[int | None, tuple[int, ...]]
"""A season, and numbers of episodes in it."""


def place_of(file: ListedFile, parsed: ParsedName) -> Place:
    """Return the season and the episodes that a server states, or else those in the name."""
    stated = file.stated
    if stated is not None and stated.episodes:
        return stated.season, stated.episodes
    return parsed.season, parsed.episodes


def in_seasons(place: Place, seasons: dict[int, int]) -> Place:
    """Return the season of episodes that are counted from the beginning of a show, if its seasons are known."""
    season, episodes = place
    if season is not None or not episodes:
        return place
    before = 0
    for number in sorted(seasons.keys() - {SPECIALS}):
        if before < episodes[0] <= before + seasons[number]:
            return number, tuple(episode - before for episode in episodes)
        before += seasons[number]
    return place


def fits(place: Place, title: Title) -> bool:
    """Return whether a show can have these episodes: a namesake often has fewer seasons.

    The newest season may have grown since the title was imported, and a season may have been added behind it.
    """
    season, episodes = place
    counts = {number: count for number, count in title.seasons.items() if number != SPECIALS}
    if not counts or season == SPECIALS:
        return True
    newest = max(counts)
    if season is None:
        return not episodes or (max(episodes) <= sum(counts.values()))
    if season not in counts:
        return season == newest + 1
    return season == newest or not episodes or max(episodes) <= counts[season]
