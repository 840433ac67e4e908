"""Reads the files of an export of Trakt.

The history has every play, so that the sums per title are read only where there is no history.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final

from library.domain.imports.collector import UNUSED_FILE, Collector
from library.domain.imports.formats.reader import FormatReader
from library.domain.imports.formats.trakt.files import Part, list_slug, part_of
from library.domain.imports.formats.trakt.targets import Target, ids_of, target_of
from library.domain.imports.limits import (
    LONGEST_DESCRIPTION,
    LONGEST_LIST_NAME,
    LONGEST_MEMBER_NOTE,
    LONGEST_NOTE,
    MOST_PLAYS_OF_ROW,
)
from library.domain.imports.rows import (
    UNKNOWN_TIME,
    Action,
    ImportRow,
    ListHeader,
    ListMember,
    Mark,
    Moment,
    Note,
    Play,
    Position,
    Rating,
)
from library.domain.imports.text.dates import DateReader
from library.domain.imports.text.documents import Document
from library.domain.imports.values import (
    Json,
    cut,
    episode_of,
    is_true,
    rating_of,
    season_of,
    text_of,
    whole,
)

_HIGHEST: Final = 10
_IGNORED: Final[Mapping[Part, str]] = {"collection": "collection", "up_next": "up_next", "other": "unused_entry"}


@dataclass
class _Export:
    now: datetime
    dates: DateReader
    has_history: bool
    names: dict[str, ListHeader] = field(default_factory=dict)


def _recognises(document: Document) -> bool:
    return part_of(document) is not None


def _read(documents: Sequence[Document], now: datetime, collector: Collector) -> None:
    parts: dict[Part, list[Document]] = defaultdict(list)
    for document in documents:
        part = part_of(document)
        document.forget()
        if part is None:
            collector.ignore(document.label, UNUSED_FILE)
        else:
            parts[part].append(document)
    export = _Export(now, DateReader(now), bool(parts["history"]))
    for document in parts.pop("lists", []):
        export.names |= _lists(document)
    for part, group in parts.items():
        for document in group:
            _read_part(part, document, export, collector)
            document.forget()


def _read_part(part: Part, document: Document, export: _Export, collector: Collector) -> None:
    entries = document.json if isinstance(document.json, list) else []
    reason = "counted_in_history" if part == "watched" and export.has_history else _IGNORED.get(part)
    if reason:
        collector.ignore(document.label, reason, len(entries))
        return
    _check_completeness(document, entries, collector)
    read = _READERS[part]
    if part == "list":
        header = export.names.get(list_slug(document)) or ListHeader(_list_title(document), ordered=True)
        collector.add_list(header)
        read = partial(_listed, header.name)
    collector.entries(document, entries, partial(read, export))


def _check_completeness(document: Document, entries: list[object], collector: Collector) -> None:
    """Report a file that was cut: clients that read one page of the API write the number of all entries into each."""
    total = Json(entries[0]).get("total_count") if entries else None
    if isinstance(total, int) and total > len(entries):
        message = f"the file has {len(entries)} of {total} entries: export it again to have all of them"
        collector.notice(document.label, "incomplete", message)


def _lists(document: Document) -> dict[str, ListHeader]:
    headers = {}
    for _, value in document.entries:
        entry = Json(value)
        slug, name = text_of(entry.get("ids", "slug")), cut(text_of(entry.get("name")), LONGEST_LIST_NAME)
        if slug and name:
            description = cut(text_of(entry.get("description")), LONGEST_DESCRIPTION)
            headers[slug.lower()] = ListHeader(name, description, ordered=entry.get("sort_by") == "rank")
    return headers


def _list_title(document: Document) -> str:
    words = list_slug(document).replace("-", " ").replace("_", " ").split()
    return cut(" ".join(words).capitalize(), LONGEST_LIST_NAME) or "Trakt"


def _history(export: _Export, entry: Json, position: Position) -> Iterable[ImportRow]:
    watched = _moment(export, entry.get("watched_at"), "watched_at")
    yield _row(position, target_of(entry, export.now.year), Play(watched))


def _watched(export: _Export, entry: Json, position: Position) -> Iterable[ImportRow]:
    """Yield a row per movie or episode; a show without episodes was begun, and that is all that is known."""
    target = target_of(entry, export.now.year)
    last = _moment(export, entry.get("last_watched_at"), "last_watched_at")
    if target.kind == "movie":
        yield _row(position, target, Play(last, count=_plays(entry), total=True))
        return
    seasons = entry.items("seasons")
    if not seasons:
        yield _row(position, target, Mark("watching", last))
    for season in seasons:
        for episode in season.items("episodes"):
            seen = _moment(export, episode.get("last_watched_at"), "last_watched_at")
            part = Target(
                target.kind,
                target.title,
                target.year,
                target.ids,
                season_of(season.get("number"), "seasons.number"),
                episode_of(episode.get("number"), "episodes.number"),
                episode_ids=ids_of(episode.at("ids")),
            )
            yield _row(position, part, Play(seen, count=_plays(episode), total=True))


def _ratings(export: _Export, entry: Json, position: Position) -> Iterable[ImportRow]:
    rating = rating_of(entry.get("rating"), "rating", _HIGHEST)
    if rating is not None:
        rated = _moment(export, entry.get("rated_at"), "rated_at")
        yield _row(position, target_of(entry, export.now.year), Rating(rating, rated))


def _listed(list_name: str | None, export: _Export, entry: Json, position: Position) -> Iterable[ImportRow]:
    member = ListMember(
        list_name,
        position=whole(entry.get("rank"), "rank", 0, 1_000_000),
        added_at=_moment(export, entry.get("listed_at"), "listed_at"),
        note=cut(text_of(entry.get("notes")), LONGEST_MEMBER_NOTE),
    )
    yield _row(position, target_of(entry, export.now.year), member)


def _comments(export: _Export, entry: Json, position: Position) -> Iterable[ImportRow]:
    text = cut(text_of(entry.get("comment", "comment")), LONGEST_NOTE)
    if text:
        written = _moment(export, entry.get("comment", "created_at"), "comment.created_at")
        note = Note(text, written, spoilers=is_true(entry.get("comment", "spoiler")))
        yield _row(position, target_of(entry, export.now.year), note)


def _dropped(export: _Export, entry: Json, position: Position) -> Iterable[ImportRow]:
    hidden = _moment(export, entry.get("hidden_at"), "hidden_at")
    yield _row(position, target_of(entry, export.now.year), Mark("dropped", hidden))


_READERS: Final[Mapping[Part, Callable[[_Export, Json, Position], Iterable[ImportRow]]]] = {
    "history": _history,
    "watched": _watched,
    "ratings": _ratings,
    "watchlist": partial(_listed, None),
    "list": partial(_listed, ""),
    "comments": _comments,
    "dropped": _dropped,
}


def _moment(export: _Export, value: object, name: str) -> Moment:
    """Return the time of an entry; Trakt writes the first second of 1970 where the user did not know it."""
    if isinstance(value, str) and value.startswith("1970-01-01T00:00:00"):
        return UNKNOWN_TIME
    return export.dates.moment(value, name)


def _plays(entry: Json) -> int:
    return whole(entry.get("plays"), "plays", 1, MOST_PLAYS_OF_ROW) or 1


def _row(position: Position, target: Target, action: Action) -> ImportRow:
    return ImportRow(
        position,
        target.title,
        (action,),
        kind=target.kind,
        year=target.year,
        ids=target.ids,
        season=target.season,
        episode=target.episode,
        episode_title=target.episode_title,
        episode_ids=target.episode_ids,
    )


TRAKT: Final = FormatReader("trakt", _recognises, _read)
