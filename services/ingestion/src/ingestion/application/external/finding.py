"""Finds the titles of a list at TMDB: by number, by an id of IMDb or TVDB, or by exactly the name and year.

What was found is kept with the item, and what was not is searched again after a week. An interrupted job continues
with the items that it has not searched.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from chassis.core.clock import Clock
from ingestion.application.bounded_map import bounded_map
from ingestion.application.external.ports import ListUnits
from ingestion.application.imports.requested import the_one
from ingestion.application.ports.providers import Providers, Tmdb
from ingestion.application.request_priority import current_priority
from ingestion.application.run import Run
from ingestion.domain.external.items import ListedItem, StoredItem
from ingestion.domain.failures import WAITING, SourceFailed
from ingestion.domain.jobs import Priority
from ingestion.domain.titles.facts import KINDS, TitleKey

SEARCH_AGAIN: Final = timedelta(days=7)
AT_ONCE: Final = 4
BATCH: Final = 40
"""A checkpoint is written after so many searches."""
FOUND: Final = "found"


@dataclass(frozen=True, slots=True)
class LookUp:
    """The result of a search; a search that failed found nothing and is repeated with the next reading."""

    key: str
    title: TitleKey | None
    failed: bool = False


class FindTitles:
    """Finds the titles of the items of a list."""

    def __init__(self, providers: Providers, units: ListUnits, clock: Clock) -> None:
        self._providers = providers
        self._units = units
        self._clock = clock

    async def __call__(
        self, run: Run, stored: Sequence[StoredItem], listed: Sequence[ListedItem]
    ) -> tuple[StoredItem, ...]:
        """Return the items with their places and titles; raise SourceFailed when TMDB must be waited for."""
        now = self._clock.now()
        by_key = {item.key: item for item in stored}
        items = [_placed(item, place, by_key) for place, item in enumerate(listed, start=1)]
        looked_up = _from_checkpoint(run.job.checkpoint)
        missing = [item for item in items if item.key not in looked_up and _is_due(item, now)]
        tmdb = self._providers.tmdb
        for start in range(0, len(missing), BATCH):
            if tmdb is None:
                break
            batch = missing[start : start + BATCH]
            outcome = await bounded_map(batch, partial(look_up, tmdb), limit=AT_ONCE)
            looked_up |= {result.key: result for result in outcome.results}
            async with self._units.begin() as work:
                await run.checkpoint(work, {**run.job.checkpoint, FOUND: _to_document(looked_up)}, done=len(looked_up))
            if outcome.failure is not None:
                raise outcome.failure
        return tuple(_with_title(item, looked_up.get(item.key), now) for item in items)


def _placed(listed: ListedItem, place: int, by_key: Mapping[str, StoredItem]) -> StoredItem:
    key = listed.key
    if key is None:
        raise ValueError("an item without a key is no item")
    before = by_key.get(key)
    if listed.title is not None or before is None:
        return StoredItem(key, place, listed, listed.title)
    return StoredItem(key, place, listed, before.title, before.looked_up_at)


def _is_due(item: StoredItem, now: datetime) -> bool:
    return item.title is None and (item.looked_up_at is None or now - item.looked_up_at > SEARCH_AGAIN)


def _with_title(item: StoredItem, result: LookUp | None, now: datetime) -> StoredItem:
    if result is None or item.title is not None:
        return item
    looked_up_at = None if result.failed else now
    return StoredItem(item.key, item.position, item.listed, result.title, looked_up_at)


async def look_up(tmdb: Tmdb, item: StoredItem) -> LookUp:
    """Search the title of an item; raise SourceFailed when TMDB must be waited for."""
    # However many files a user sends: imports that users wait for come first.
    token = current_priority.set(max(current_priority.get(), Priority.REFRESH))
    try:
        return LookUp(item.key, await find_title(tmdb, item.listed))
    except SourceFailed as failed:
        if failed.cause in WAITING:
            raise
        return LookUp(item.key, None, failed=True)
    finally:
        current_priority.reset(token)


async def find_title(tmdb: Tmdb, item: ListedItem) -> TitleKey | None:
    """Return the title that TMDB has for an item; raise SourceFailed."""
    kinds = sorted(KINDS, key=lambda kind: kind != (item.kind or "movie"))
    if item.imdb_id is not None:
        for kind in kinds:
            if (title := await tmdb.successor(kind, item.imdb_id)) is not None:
                return title
        return None
    if item.tvdb_id is not None and item.kind is not None:
        title = await tmdb.by_tvdb(item.kind, item.tvdb_id)
        if title is not None:
            return title
    if item.name is None or item.year is None:
        return None
    results = await tmdb.search(item.name[:200], None)
    matches = [
        the_one(results, kind, item.name, item.year, distances=(0,)) for kind in kinds if item.kind in (kind, None)
    ]
    titles = {match for match in matches if match is not None}
    return titles.pop() if len(titles) == 1 else None


def _to_document(looked_up: Mapping[str, LookUp]) -> dict[str, Any]:
    return {
        key: [result.failed, *((result.title.kind, result.title.tmdb_id) if result.title else ())]
        for key, result in looked_up.items()
    }


def _from_checkpoint(checkpoint: Mapping[str, Any]) -> dict[str, LookUp]:
    return {
        key: LookUp(key, TitleKey(values[1], values[2]) if len(values) > 1 else None, failed=values[0])
        for key, values in checkpoint.get(FOUND, {}).items()
    }
