"""Reads an external list page by page, and saves what was read in the job's checkpoint.

A job that was interrupted continues with the next page; one that is resumed late reads the list again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from chassis.core.clock import Clock
from ingestion.application.external.ports import ListSites, ListUnits, Upload
from ingestion.application.run import Run
from ingestion.domain.external.failures import ListFailed
from ingestion.domain.external.items import MOST_ITEMS, ListedItem, StoredItem, named_once
from ingestion.domain.external.lists import ExternalList
from ingestion.domain.lists.pages import TOLERATED_DRIFT

FRESH_FOR: Final = timedelta(minutes=15)
"""Older pages of a checkpoint are read again: a list must not be stored as current when it is not."""
SAVED_ITEMS: Final = 500
"""A checkpoint is written after so many items."""
MOST_PAGES: Final = 300
TOLERATED_ENTRIES: Final = 5
READING: Final = "reading"


@dataclass(frozen=True, slots=True)
class Reading:
    """What has been read of a list: its items as sent, and how many entries the pages had."""

    read_at: datetime
    items: tuple[ListedItem, ...] = ()
    pages: int = 0
    received: int = 0
    done: bool = False
    is_cut: bool = False
    name: str | None = None
    total: int | None = None
    upload: Upload | None = None

    @property
    def named(self) -> tuple[ListedItem, ...]:
        """The items that name a title, each once."""
        return named_once(self.items)


class ListReading:
    """Reads the whole of a list."""

    def __init__(self, sites: ListSites, units: ListUnits, clock: Clock) -> None:
        self._sites = sites
        self._units = units
        self._clock = clock

    async def read(self, run: Run, external: ExternalList, stored: Sequence[StoredItem]) -> Reading:
        """Return a list at its address, or the last upload; raise SourceFailed, ListFailed."""
        if external.is_uploaded:
            return await self._uploaded(external, stored)
        reading = from_checkpoint(run.job.checkpoint)
        if reading is None or self._clock.now() - reading.read_at > FRESH_FOR:
            reading = Reading(self._clock.now())
        saved = len(reading.items)
        while not reading.done:
            page = await self._sites.read(external.reference, reading.pages + 1)
            reading = replace(
                reading,
                items=(*reading.items, *page.items),
                pages=reading.pages + 1,
                received=reading.received + page.received,
                done=page.last,
                name=reading.name or page.name,
                total=reading.total if page.total is None else page.total,
            )
            if not reading.done and (len(reading.items) > MOST_ITEMS or reading.pages >= MOST_PAGES):
                reading = replace(reading, done=True, is_cut=True)
            if reading.done or len(reading.items) - saved >= SAVED_ITEMS:
                saved = len(reading.items)
                async with self._units.begin() as work:
                    await run.checkpoint(work, {**run.job.checkpoint, READING: to_document(reading)}, done=saved)
        check_whole(reading)
        return replace(reading, is_cut=reading.is_cut or len(reading.items) > MOST_ITEMS)

    async def _uploaded(self, external: ExternalList, stored: Sequence[StoredItem]) -> Reading:
        async with self._units.read() as repositories:
            upload = await repositories.external_lists.upload(external.list_id)
        if upload is None:
            items = tuple(item.listed for item in stored)
            return Reading(self._clock.now(), items, done=True, is_cut=external.is_cut)
        return Reading(self._clock.now(), upload.items, done=True, is_cut=upload.is_cut, upload=upload)


def check_whole(reading: Reading) -> None:
    """Raise ListFailed when the pages lack too many of the entries that the site states."""
    if reading.total is None or reading.is_cut:
        return
    missing = reading.total - reading.received
    if missing > max(TOLERATED_ENTRIES, TOLERATED_DRIFT * reading.total):
        raise ListFailed("truncated", f"the pages lack {missing} of {reading.total} entries")


def to_document(reading: Reading) -> dict[str, Any]:
    """Return what a checkpoint keeps of a reading."""
    return {
        "readAt": reading.read_at.isoformat(),
        "items": [
            [item.kind, item.tmdb_id, item.imdb_id, item.tvdb_id, item.name, item.year] for item in reading.items
        ],
        "pages": reading.pages,
        "received": reading.received,
        "done": reading.done,
        "isCut": reading.is_cut,
        "name": reading.name,
        "total": reading.total,
    }


def from_checkpoint(checkpoint: Mapping[str, Any]) -> Reading | None:
    """Return the reading that a job has saved."""
    document = checkpoint.get(READING)
    if document is None:
        return None
    return Reading(
        datetime.fromisoformat(document["readAt"]).astimezone(UTC),
        tuple(ListedItem(*values) for values in document["items"]),
        document["pages"],
        document["received"],
        document["done"],
        document["isCut"],
        document["name"],
        document["total"],
    )
