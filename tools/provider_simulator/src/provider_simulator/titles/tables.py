"""Reads the bundled tables of facts (data/*.tsv) into Movie and Show; a bad cell names its file, line and column."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from provider_simulator.titles.audience import Lively, Wave
from provider_simulator.titles.episodes import CADENCES
from provider_simulator.titles.facts import Ids, Movie, Network, Ratings, Season, Show, Title
from provider_simulator.titles.seeded_random import between, mix, pick

UNCHECKED_TRAKT_BASE = 8_000_000
"""Titles whose Trakt number we could not check get this plus their TMDB number; their slugs are real."""

_EPISODE_NUMBERS_BASE = 7_000_000
_EPISODE_NUMBERS_PER_SHOW = 4_096


class BadTable(ValueError):
    """A cell of a bundled table cannot be read."""

    code = "bad_table"


@dataclass(frozen=True, slots=True)
class _Row:
    file: str
    line: int
    cells: dict[str, str]

    def text(self, column: str) -> str:
        return self.cells[column]

    def optional(self, column: str) -> str | None:
        return None if self.cells[column] == "-" else self.cells[column]

    def words(self, column: str) -> tuple[str, ...]:
        return tuple(self.cells[column].split(","))

    def integer(self, column: str) -> int:
        try:
            return int(self.cells[column])
        except ValueError as error:
            raise self._bad(column) from error

    def number(self, column: str) -> float:
        try:
            return float(self.cells[column])
        except ValueError as error:
            raise self._bad(column) from error

    def day(self, column: str) -> date:
        try:
            return date.fromisoformat(self.cells[column])
        except ValueError as error:
            raise self._bad(column) from error

    def has(self, column: str) -> bool:
        return self.cells[column] != "-"

    def one_of(self, column: str, options: frozenset[str]) -> str:
        if self.cells[column] not in options:
            raise self._bad(column)
        return self.cells[column]

    def _bad(self, column: str) -> BadTable:
        return BadTable(f"{self.file}:{self.line}: {column}={self.cells[column]!r}")


@cache
def movies() -> tuple[Movie, ...]:
    """Return every movie of data/movies.tsv, in file order."""
    return tuple(_movie(row) for row in _rows("movies.tsv"))


@cache
def shows() -> tuple[Show, ...]:
    """Return every show of data/shows.tsv with its seasons of data/seasons.tsv, in file order."""
    channels = networks()
    seasons: dict[int, list[Season]] = {}
    for row in _rows("seasons.tsv"):
        seasons.setdefault(row.integer("show"), []).append(_season(row))
    return tuple(
        _show(row, index, channels, tuple(sorted(seasons[row.integer("tmdb")], key=lambda s: s.number)))
        for index, row in enumerate(_rows("shows.tsv"))
    )


def titles() -> tuple[Title, ...]:
    """Return every movie, then every show."""
    return movies() + shows()


@cache
def networks() -> dict[str, Network]:
    """Return the channels and services of data/networks.tsv by their code."""
    return {row.text("code"): _network(row) for row in _rows("networks.tsv")}


def _movie(row: _Row) -> Movie:
    return Movie(
        ids=_ids(row),
        title=row.text("title"),
        original_title=_original(row),
        language=row.text("language"),
        countries=row.words("countries"),
        genres=row.words("genres"),
        released=row.day("released"),
        digital=row.day("digital") if row.has("digital") else None,
        runtime=row.integer("runtime") if row.has("runtime") else 0,
        status=row.text("status"),
        ratings=_ratings(row),
        audience=_audience(row, salt=1),
    )


def _show(row: _Row, index: int, channels: dict[str, Network], seasons: tuple[Season, ...]) -> Show:
    return Show(
        ids=_ids(row, with_tv=True),
        title=row.text("title"),
        original_title=_original(row),
        language=row.text("language"),
        countries=row.words("countries"),
        genres=row.words("genres"),
        network=channels[row.one_of("network", frozenset(channels))],
        runtime=row.integer("runtime"),
        status=row.text("status"),
        ratings=_ratings(row),
        audience=_audience(row, salt=2),
        seasons=seasons,
        number_base=_EPISODE_NUMBERS_BASE + index * _EPISODE_NUMBERS_PER_SHOW,
    )


def _season(row: _Row) -> Season:
    resumes = None
    if row.has("break"):
        number, _, day = row.text("break").partition(":")
        resumes = (int(number), date.fromisoformat(day))
    return Season(
        number=row.integer("season"),
        first_air=row.day("first_air"),
        episodes=row.integer("episodes"),
        cadence=row.one_of("cadence", CADENCES),
        resumes=resumes,
        rating_start=row.number("rating_start"),
        rating_end=row.number("rating_end"),
        votes_start=row.integer("votes_start"),
        votes_end=row.integer("votes_end"),
        cliff=row.integer("cliff") if row.has("cliff") else None,
    )


def _network(row: _Row) -> Network:
    return Network(
        name=row.text("name"),
        country=row.text("country"),
        timezone=row.text("timezone"),
        airtime=row.optional("airtime"),
        tmdb=row.integer("tmdb"),
        tvmaze=row.integer("tvmaze"),
        streaming=row.text("streaming") == "yes",
    )


def _ids(row: _Row, *, with_tv: bool = False) -> Ids:
    tmdb = row.integer("tmdb")
    return Ids(
        tmdb=tmdb,
        imdb=row.optional("imdb"),
        trakt=UNCHECKED_TRAKT_BASE + tmdb if row.text("trakt") == "?" else row.integer("trakt"),
        slug=row.optional("slug"),
        tvdb=row.integer("tvdb") if with_tv and row.has("tvdb") else None,
        tvmaze=row.integer("tvmaze") if with_tv and row.has("tvmaze") else None,
    )


def _original(row: _Row) -> str:
    return row.text("title") if row.text("original") == "=" else row.text("original")


def _ratings(row: _Row) -> Ratings:
    return Ratings(
        imdb=row.number("imdb_rating") if row.has("imdb_rating") else None,
        imdb_votes=row.integer("imdb_votes"),
        rotten=row.integer("rotten") if row.has("rotten") else None,
        metascore=row.integer("metascore") if row.has("metascore") else None,
        trakt=row.number("trakt_rating") if row.has("trakt_rating") else None,
        trakt_votes=row.integer("trakt_votes"),
        tmdb=row.number("tmdb_rating") if row.has("tmdb_rating") else None,
        tmdb_votes=row.integer("tmdb_votes"),
    )


def _audience(row: _Row, salt: int) -> Lively:
    tmdb = row.integer("tmdb")
    wave = Wave(
        popularity=row.number("popularity"),
        live=row.integer("live"),
        watchers=row.integer("watchers"),
        swing=pick((0.2, 0.5, 0.9), salt, tmdb),
        period=between(110, 230, salt, tmdb, 1),
        phase=between(0, 1, salt, tmdb, 2),
    )
    return Lively(wave, mix(salt, tmdb))


def _rows(name: str) -> Iterator[_Row]:
    text = files("provider_simulator").joinpath("data", name).read_text(encoding="utf-8")
    lines = text.splitlines()
    columns = lines[0].split("\t")
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(columns):
            raise BadTable(f"{name}:{number}: {len(cells)} cells, expected {len(columns)}")
        yield _Row(name, number, dict(zip(columns, cells, strict=True)))
