"""The keys by which files and titles find each other: names in several spellings, and ids."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sources.domain.files.listed import ExternalIds, ListedFile
from sources.domain.matching.title import Title
from sources.domain.names.folding import fold, keys_of, keys_of_all
from sources.domain.names.parsed import ParsedName

CERTAIN: Final = 1.0
"""The confidence of a year in brackets: one without may belong to the title."""
LEAST_TITLE: Final = 0.4
"""The confidence of a title below which it may be any text of the name."""
_COUNTRIES: Final = {"us": "US", "usa": "US", "uk": "GB", "au": "AU", "nz": "NZ", "ca": "CA", "ie": "IE"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a name: `Wonder Woman 1984` is a title, or a title with its year."""

    name: str
    year: int | None = None
    country: str | None = None


def readings(file: ListedFile, parsed: ParsedName) -> Iterator[Reading]:
    """Yield the ways to understand a file, the likeliest first; what a server states is not questioned."""
    stated = file.stated
    if stated is not None and stated.title:
        yield Reading(stated.title, stated.year)
        return
    if not parsed.title or parsed.confidence.get("title", CERTAIN) < LEAST_TITLE:
        return
    yield Reading(parsed.title, parsed.year)
    if parsed.year is not None and parsed.confidence.get("year", CERTAIN) < CERTAIN:
        yield Reading(f"{parsed.title} {parsed.year}")
    *name, last = fold(parsed.title).split() or [""]
    if name and last in _COUNTRIES:
        yield Reading(" ".join(name), parsed.year, _COUNTRIES[last])


def id_keys(ids: ExternalIds) -> list[str]:
    """Return the keys of ids."""
    values = (("imdb", ids.imdb), ("tmdb", ids.tmdb), ("tvdb", ids.tvdb))
    return [f"{system}:{number}" for system, number in values if number is not None]


def ids_of(file: ListedFile, parsed: ParsedName) -> ExternalIds:
    """Return the ids of a file: those that the server states, then those in the name."""
    stated = file.stated.ids if file.stated is not None else ExternalIds()
    return ExternalIds(stated.imdb or parsed.imdb, stated.tmdb or parsed.tmdb, stated.tvdb or parsed.tvdb)


def keys_of_file(file: ListedFile, parsed: ParsedName) -> set[str]:
    """Return every key by which a title may be found for a file."""
    keys = set(id_keys(ids_of(file, parsed)))
    for reading in readings(file, parsed):
        keys.update(keys_of(reading.name))
    return keys


def keys_of_title(title: Title) -> set[str]:
    """Return every key by which a title is found."""
    return keys_of_all(title.names) | set(id_keys(title.ids))
