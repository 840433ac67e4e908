"""The demo catalog as entries of the index, with names in the languages of the judged queries, and some more titles.

`names.tsv` and `entries.tsv` hold plain facts. The numbers of the titles in `entries.tsv` need not be those of TMDB.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from provider_simulator.titles import tables
from provider_simulator.titles.audience import Launch, Lively, Wave
from provider_simulator.titles.facts import Title
from search.domain.entry import Card, Entry, FacetValues, Kind, Name
from search.domain.query.ids import TMDB_KINDS

DATA: Final = Path(__file__).parent / "data"
_RANK_PER_POPULARITY: Final = 100_000


def rows(file: str) -> Iterator[list[str]]:
    """Yield the rows of a table below `data`, without the heading."""
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(reader)
        yield from reader


def rank_of(popularity: float) -> int:
    """Return the rank of a popularity."""
    return int(popularity * _RANK_PER_POPULARITY)


@dataclass(frozen=True)
class Titles:
    """The entries of the catalog."""

    entries: tuple[Entry, ...]

    @cached_property
    def by_key(self) -> dict[str, Entry]:
        """Return the entries by kind and number: `movie:603`."""
        return {entry.card.id: entry for entry in self.entries}

    def spellings(self) -> set[str]:
        """Return every name in small letters."""
        return {name.text.casefold() for entry in self.entries for name in entry.card.names}


def catalog() -> Titles:
    """Return the titles of the demo catalog, and those of `entries.tsv`."""
    names: dict[str, list[Name]] = {}
    for key, language, name in rows("names.tsv"):
        names.setdefault(key, []).append(Name(name, language))
    demo = [_demo_entry(title, names.pop(f"{title.kind}:{title.ids.tmdb}", [])) for title in tables.titles()]
    others = [_entry(row, names.pop(row[0], [])) for row in rows("entries.tsv")]
    if names:
        raise ValueError(f"names.tsv: no entry has the keys {sorted(names)}")
    return Titles((*demo, *others))


def _demo_entry(title: Title, names: list[Name]) -> Entry:
    ids, year = title.ids, title.first_day.year
    systems = (("imdb", ids.imdb), ("tvdb", ids.tvdb), ("trakt", ids.trakt), ("trakt", ids.slug))
    return Entry(
        Card(
            f"{title.kind}:{ids.tmdb}",
            title.kind,
            (Name(title.title), Name(title.original_title), *names),
            title.original_title,
            tmdb_id=ids.tmdb,
            year=year,
        ),
        rank_of(_usual(title).popularity),
        ids=(f"tmdb:{title.kind}:{ids.tmdb}", *(f"{system}:{value}" for system, value in systems if value)),
        facets=FacetValues(year=year),
    )


def _usual(title: Title) -> Wave | Launch:
    """Return the audience of a title without what changes from day to day."""
    return title.audience.usual if isinstance(title.audience, Lively) else title.audience


def _entry(row: list[str], names: list[Name]) -> Entry:
    key, imdb, year_text, popularity, name, original = row
    kind_text, _, number = key.partition(":")
    kind = _kind(kind_text)
    year = int(year_text) if year_text != "-" else None
    own = [Name(name)] if original == "=" else [Name(name), Name(original)]
    return Entry(
        Card(key, kind, (*own, *names), tmdb_id=int(number), year=year),
        rank_of(float(popularity)),
        ids=(f"tmdb:{key}", *((f"imdb:{imdb}",) if imdb != "-" else ())),
        facets=FacetValues(year=year),
    )


def _kind(text: str) -> Kind:
    if text in TMDB_KINDS:
        kinds: dict[str, Kind] = {"movie": "movie", "show": "show", "person": "person", "collection": "collection"}
        return kinds[text]
    raise ValueError(f"entries.tsv: {text} is no kind")
