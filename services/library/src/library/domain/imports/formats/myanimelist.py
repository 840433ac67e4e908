"""The XML export of MyAnimeList."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Final

from library.domain.imports.collector import NOT_A_TITLE, UNUSED_FILE, Collector
from library.domain.imports.formats.reader import FormatReader
from library.domain.imports.limits import LARGEST_EPISODE, LONGEST_NOTE, LONGEST_TAG, MOST_TAGS
from library.domain.imports.rows import (
    Action,
    ExternalIds,
    ImportRow,
    Kind,
    Mark,
    MarkedState,
    Note,
    Play,
    Position,
    Rating,
    SeenUntil,
    Tags,
)
from library.domain.imports.text.dates import DateReader
from library.domain.imports.text.documents import Document
from library.domain.imports.text.languages import column_name
from library.domain.imports.text.markup import Element, elements_of
from library.domain.imports.values import InvalidValue, cut, id_of, rating_of, text_of, title_of, whole

_HIGHEST: Final = 10
_STATES: Final[Mapping[str, MarkedState]] = {
    "watching": "watching",
    "completed": "completed",
    "onhold": "paused",
    "dropped": "dropped",
    "plantowatch": "planned",
    "1": "watching",
    "2": "completed",
    "3": "paused",
    "4": "dropped",
    "6": "planned",
}
_KINDS: Final[Mapping[str, Kind]] = {"movie": "movie", "tv": "show", "ova": "show", "ona": "show", "special": "show"}
_NO_TITLE: Final = frozenset({"music", "cm", "pv"})


def _recognises(document: Document) -> bool:
    return document.is_xml and "<myanimelist" in document.text[:20_000].lower()


def _read(documents: Sequence[Document], now: datetime, collector: Collector) -> None:
    for document in documents:
        if not _recognises(document):
            collector.ignore(document.label, UNUSED_FILE)
            continue
        for element in elements_of(document.text):
            if element.name == "manga" or column_name(element.values.get("series_type", "")) in _NO_TITLE:
                collector.ignore(document.label, NOT_A_TITLE)
            elif element.name == "anime":
                position = Position(document.label, element.line)
                collector.collect(position, partial(_excerpt, element), partial(_rows, element, position, now))
        document.forget()


def _excerpt(element: Element) -> str:
    return ", ".join(f"{name}: {value}" for name, value in element.values.items())


def _rows(element: Element, position: Position, now: datetime) -> Iterator[ImportRow]:
    values = element.values
    kind = _KINDS.get(column_name(values.get("series_type", "")))
    yield ImportRow(
        position,
        title_of(values.get("series_title"), "series_title") or "",
        (*_state(kind, values, DateReader(now)), *_remarks(values)),
        kind=kind,
        ids=ExternalIds(mal=id_of(values.get("series_animedb_id"), "series_animedb_id")),
    )


def _state(kind: Kind | None, values: Mapping[str, str], dates: DateReader) -> Iterator[Action]:
    """Yield the state of an entry and its progress; its episodes are counted from its own first one."""
    name = column_name(values.get("my_status", ""))
    if name and name not in _STATES:
        raise InvalidValue("invalid_state", "my_status", "my_status must be a status of MyAnimeList")
    state = _STATES.get(name)
    finished = dates.moment(_date(values, "my_finish_date"), "my_finish_date")
    started = dates.moment(_date(values, "my_start_date"), "my_start_date")
    again = whole(values.get("my_times_watched"), "my_times_watched", 0, 500) or 0
    if kind == "movie" and state == "completed":
        yield Play(finished, count=1 + again, total=True)
        return
    if state:
        yield Mark(state, finished if finished.at else started)
    seen = whole(values.get("my_watched_episodes"), "my_watched_episodes", 0, LARGEST_EPISODE)
    if seen and kind != "movie":
        yield SeenUntil(None, seen, finished)


def _date(values: Mapping[str, str], name: str) -> str:
    """Return a date, without the parts that the user left open."""
    year, _, rest = values.get(name, "").strip().partition("-")
    if not year.strip("0"):
        return ""
    return year if rest.startswith("00") or rest.endswith("-00") else f"{year}-{rest}".rstrip("-")


def _remarks(values: Mapping[str, str]) -> Iterator[Action]:
    rating = rating_of(values.get("my_score"), "my_score", _HIGHEST)
    if rating is not None:
        yield Rating(rating)
    note = cut(text_of(values.get("my_comments")), LONGEST_NOTE)
    if note:
        yield Note(note)
    parts = values.get("my_tags", "").split(",")
    tags = tuple(dict.fromkeys(tag for part in parts if (tag := cut(text_of(part), LONGEST_TAG))))
    if tags:
        yield Tags(tags[:MOST_TAGS])


MYANIMELIST: Final = FormatReader("myanimelist", _recognises, _read)
