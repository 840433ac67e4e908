"""The exports of TMDB: ratings, watchlist and favourites as CSV."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from library.domain.imports.collector import UNUSED_FILE, Collector
from library.domain.imports.formats.reader import FormatReader
from library.domain.imports.rows import (
    NO_IDS,
    Action,
    ExternalIds,
    ImportRow,
    ListHeader,
    ListMember,
    Position,
    Rating,
)
from library.domain.imports.text.dates import DateReader
from library.domain.imports.text.documents import Document
from library.domain.imports.text.tables import Record
from library.domain.imports.values import (
    InvalidValue,
    episode_of,
    id_of,
    imdb_of,
    rating_of,
    season_of,
    title_of,
    year_of,
)

_HIGHEST: Final = 10
_FAVOURITES: Final = "Favorites"
_EPISODE_SUFFIX: Final = re.compile(r"\s*S\d+E\d+\s*$")


def _recognises(document: Document) -> bool:
    return document.table.has("tmdbid", "name", "yourrating")


def _read(documents: Sequence[Document], now: datetime, collector: Collector) -> None:
    for document in documents:
        if not _recognises(document):
            collector.ignore(document.label, UNUSED_FILE)
            continue
        is_list = not any(document.table.column("yourrating")) or "watchlist" in document.stem
        list_name = _FAVOURITES if is_list and "favo" in document.stem else None
        if list_name:
            collector.add_list(ListHeader(list_name))
        collector.records(document, partial(_rows, is_list, list_name, DateReader(now), now.year))
        document.forget()


def _rows(
    is_list: bool, list_name: str | None, dates: DateReader, this_year: int, record: Record, position: Position
) -> Iterable[ImportRow]:
    kind = record.get("type").casefold()
    if kind not in {"movie", "tv"}:
        raise InvalidValue("invalid_kind", "Type", "Type must be movie or tv")
    season, episode = season_of(record.get("seasonnumber")), episode_of(record.get("episodenumber"))
    # The ids of an episode are its own, and the show is known by its name alone.
    is_episode = kind == "tv" and season is not None
    ids = ExternalIds(imdb=imdb_of(record.get("imdbid"), "IMDb ID"), tmdb=id_of(record.get("tmdbid"), "TMDb ID"))
    title = title_of(record.get("name"), "Name") or ""
    yield ImportRow(
        position,
        _EPISODE_SUFFIX.sub("", title) if is_episode else title,
        tuple(_actions(is_list, list_name, dates, record)),
        kind="show" if kind == "tv" else "movie",
        year=None if is_episode else year_of(record.get("releasedate"), "Release Date", this_year),
        ids=NO_IDS if is_episode else ids,
        season=season,
        episode=episode,
        episode_ids=ids if is_episode else NO_IDS,
    )


def _actions(is_list: bool, list_name: str | None, dates: DateReader, record: Record) -> Iterable[Action]:
    at = dates.moment(record.get("daterated"), "Date Rated")
    rating = rating_of(record.get("yourrating"), "Your Rating", _HIGHEST)
    if rating is not None:
        yield Rating(rating, at)
    if is_list:
        yield ListMember(list_name, added_at=at)


TMDB: Final = FormatReader("tmdb", _recognises, _read)
