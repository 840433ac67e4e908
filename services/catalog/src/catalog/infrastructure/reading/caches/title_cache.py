"""Titles as lists show them, kept in memory: a page reads which titles it has, and the rows of the others only.

Postgres marks every version of a row with the transaction that wrote it (`xmin`), so a cached title is valid while the
versions of its two rows are those that were read. Nothing has to be invalidated: the next page sees a change.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from cachetools import LRUCache
from sqlalchemy import ARRAY, bindparam, text
from sqlalchemy import Uuid as UuidType

from catalog.application.read_models import Title
from catalog.infrastructure.reading import title_sql
from catalog.infrastructure.reading.caches.trending import TrendingTitles
from catalog.infrastructure.reading.title_rows import cached_progress, to_title
from chassis.storage.kept_values import KeptValues
from chassis.storage.reads import CompiledRead, ReadPool, Record

MOST_BYTES: Final = 32_000_000
"""About how much memory the cached titles take, with what presentation keeps with them."""
MOST_VIEWS: Final = 4
"""In how many selections of regions a title is kept."""
_RENDERINGS: Final = 4
"""How many rendered items of a title its size includes."""
_FIXED_BYTES: Final = 1_500
MOST_IN_SEQUENCES: Final = 10_000
"""How many titles the sequences have together that are kept, as pages have them."""
_FOREVER: Final = datetime.max.replace(tzinfo=UTC)

Key = tuple[UUID, int, int]
"""The id of a title, and the versions of its rows in `media` and in `documents`: what `title_sql.KEY` selects."""

_ROWS: Final = CompiledRead(
    text(
        f"""
        select {title_sql.FACTS.format(document="d.card", texts="d.texts")}, {title_sql.RECORD}, {title_sql.VERSIONS}
        from unnest(:media_ids) as requested (media_id)
        join media m on m.media_id = requested.media_id
        join documents d on d.media_id = m.media_id and d.card is not null
        """  # noqa: S608 - made of constants
    ).bindparams(bindparam("media_ids", type_=ARRAY(UuidType)))
)


class TitleCache:
    """The titles that were read; when they take too much memory, those that were read first are forgotten."""

    def __init__(self, reads: ReadPool, trending: TrendingTitles, *, most_bytes: int = MOST_BYTES) -> None:
        self._reads = reads
        self._trending = trending
        self._titles: KeptValues[UUID, _CachedTitle] = KeptValues(most_bytes, size_of=lambda title: title.size)
        self._sequences: LRUCache[tuple[tuple[str, ...], UUID, int], _Sequence] = LRUCache(
            MOST_IN_SEQUENCES, getsizeof=lambda sequence: len(sequence.keys)
        )

    async def titles(self, keys: Sequence[Key], regions: tuple[str, ...], now: datetime) -> list[Title]:
        """Return titles in the order of their keys, with the dates of `regions`.

        A title without a document or a slug is left out, as is one that was removed a moment ago.
        """
        if not keys:
            return []
        place = regions, keys[0][0], len(keys)
        trending = await self._trending.ids()
        sequence = self._sequences.get(place)
        if sequence is not None and sequence.is_current(keys, trending, now):
            return sequence.titles
        cached = self._titles
        titles = [cached.get(key[0]) for key in keys]
        missing = [key[0] for key, title in zip(keys, titles, strict=True) if title is None or title.key != key]
        if missing:
            read = await self._read(missing)
            titles = [read.get(key[0], title) for key, title in zip(keys, titles, strict=True)]
        present = [title for title in titles if title is not None]
        shown = [title.at(now, regions, trending=title.key[0] in trending) for title in present]
        if not missing:
            # A page that is requested once leaves nothing but its titles.
            until = min(title.until for title in present)
            self._sequences[place] = _Sequence(keys, trending, now, until, shown)
        return shown

    async def _read(self, media_ids: Sequence[UUID]) -> "dict[UUID, _CachedTitle | None]":
        """Return titles that are not cached in their current version; null for those that cannot be shown."""
        read: dict[UUID, _CachedTitle | None] = dict.fromkeys(media_ids)
        for row in await self._reads.fetch(_ROWS, {"media_ids": media_ids}):
            if row["slug"] is not None:
                title = read[row["media_id"]] = _CachedTitle(row)
                self._titles.keep(row["media_id"], title)
        return read


@dataclass(frozen=True, slots=True)
class _Sequence:
    """The titles of a page, which are the same while their rows are, the trending ones are and no episode has aired."""

    keys: Sequence[Key]
    trending: AbstractSet[UUID]
    since: datetime
    until: datetime
    titles: list[Title]

    def is_current(self, keys: Sequence[Key], trending: AbstractSet[UUID], now: datetime) -> bool:
        """Return whether a page with these keys has the same titles."""
        return self.keys == keys and self.trending == trending and self.since <= now < self.until


class _CachedTitle:
    """A title's rows, and the titles that they are for readers of different regions."""

    __slots__ = ("_progress", "_row", "_titles", "key", "size")

    def __init__(self, row: Record) -> None:
        self._row = row
        self._progress = cached_progress(row) if row["kind"] == "show" else None
        self._titles: dict[tuple[tuple[str, ...], bool], Title] = {}
        self.key: Key = (row["media_id"], row["media_version"], row["document_version"])
        self.size = _FIXED_BYTES + (1 + _RENDERINGS) * len(row["document"]) + len(row["texts"] or b"")

    @property
    def until(self) -> datetime:
        """The instant until which the title that was read last is the same."""
        return _FOREVER if self._progress is None else self._progress.until

    def at(self, now: datetime, regions: tuple[str, ...], *, trending: bool) -> Title:
        """Return the title with the dates of `regions`: the same one until it changes, or a show's progress does."""
        progress = None if self._progress is None else self._progress.at(now)
        view = regions, trending
        title = self._titles.get(view)
        if title is None or title.progress is not progress:
            if len(self._titles) >= MOST_VIEWS:
                self._titles.clear()
            title = self._titles[view] = to_title(self._row, regions, progress, trending=trending)
        return title


def keys_of(rows: Iterable[Record]) -> list[Key]:
    """Return the keys of rows that begin with the columns of a key."""
    return [row[:3] for row in rows]
