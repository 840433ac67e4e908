"""The key of each effect of a file: importing a file again, or a later export of it, meets the same keys.

A key depends on what the file states and not on the position of the row. Identical plays differ in their
ordinal; plays that a file only counts are numbered, so that a later export with a higher count adds the difference. Any
other action that occurs twice is one effect.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from library.domain.imports.kept import SavedTitle, StoppedAt, Subscribed, parts_of
from library.domain.imports.rows import (
    UNKNOWN_TIME,
    Action,
    ExternalIds,
    Format,
    ImportRow,
    ListMember,
    Mark,
    Moment,
    Note,
    ParsedFile,
    Play,
    Rating,
    Recorded,
    SeenUntil,
    Tags,
)

KEY_LENGTH: Final = 32
"""Hexadecimal digits of a key: 128 bits."""

_STRONGEST_FIRST: Final = ("marquee", "trakt", "simkl", "mal", "tvdb", "tmdb", "imdb")


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that an import does, once per user and key; a play is always a single one."""

    key: str
    row: ImportRow
    action: Action


def effects(parsed: ParsedFile) -> Iterator[Effect]:
    """Yield the effects of a file, in its order, each key once."""
    keys = EffectKeys(parsed.format)
    for row in parsed.rows:
        yield from keys.of(row)


class EffectKeys:
    """Creates the keys of one file; rows must be passed in the order of the file."""

    def __init__(self, source: Format) -> None:
        self._source = source
        self._ordinals: Counter[str] = Counter()
        self._seen: set[str] = set()

    def of(self, row: ImportRow) -> Iterator[Effect]:
        """Yield the effects of a row that no former row of the file has."""
        target = _target(row)
        for action in row.actions:
            if isinstance(action, Recorded):
                yield from self._once(action.item.key or _digest(self._source, *target, *_parts(action)), row, action)
            elif isinstance(action, Play):
                yield from self._plays(target, row, action)
            else:
                yield from self._once(_digest(self._source, *target, *_parts(action)), row, action)

    def _plays(self, target: tuple[str, ...], row: ImportRow, play: Play) -> Iterator[Effect]:
        for number in range(1, play.count + 1):
            single = play if number == play.count else replace(play, watched_at=UNKNOWN_TIME)
            single = replace(single, count=1)
            if play.total:
                yield from self._once(_digest(self._source, *target, "total", str(number)), row, single)
            else:
                base = _digest(self._source, *target, *_parts(single))
                self._ordinals[base] += 1
                yield from self._once(_digest(base, str(self._ordinals[base])), row, single)

    def _once(self, key: str, row: ImportRow, action: Action) -> Iterator[Effect]:
        if key not in self._seen:
            self._seen.add(key)
            yield Effect(key, row, action)


def _target(row: ImportRow) -> tuple[str, ...]:
    """Return what identifies the title, season or episode of a row within its source."""
    title = _strongest(row.ids) or f"{' '.join(row.title.casefold().split())} ({row.year})"
    episode = _strongest(row.episode_ids) if row.episode is None else None
    return (
        row.kind or "",
        title,
        _number(row.season),
        _number(row.episode),
        episode or (row.episode_title or "").casefold() if row.episode is None else "",
    )


def _strongest(ids: ExternalIds) -> str | None:
    values = ids.known
    source = next((name for name in _STRONGEST_FIRST if name in values), None)
    return f"{source}:{values[source]}" if source else None


def _parts(action: Action) -> tuple[str, ...]:
    """Return what distinguishes an action from the others of its title; a new position in a list is no effect."""
    match action:
        case Mark():
            return "mark", action.state, _time(action.at)
        case SeenUntil():
            return "seen-until", _number(action.season), str(action.episode), _time(action.at)
        case Rating():
            return "rating", str(action.value), _time(action.rated_at)
        case Note():
            return "note", action.text, _time(action.written_at)
        case Tags():
            return "tags", *sorted(action.names)
        case ListMember():
            return ("watchlist",) if action.list_name is None else ("list", action.list_name)
        case Play():
            return "play", _time(action.watched_at)
        case Recorded():
            return "recorded", repr(action)
        case SavedTitle() | Subscribed() | StoppedAt():
            return parts_of(action)


def _time(moment: Moment) -> str:
    return f"{moment.precision}:{moment.at.isoformat() if moment.at else ''}"


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _digest(*parts: str) -> str:
    text = json.dumps(parts, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:KEY_LENGTH]
