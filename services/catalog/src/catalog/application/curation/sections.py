"""Arrangement of the home page's sections by editors."""

from collections.abc import Sequence
from dataclasses import replace

from catalog.application.curation.collections import require_collection, require_titles
from catalog.application.curation.ports import CurationReads, CurationWork
from catalog.domain.curation.sections import Arrangement
from catalog.domain.editing.audit import Actor, AuditEntry
from catalog.domain.editing.edition import Condition
from catalog.domain.home.sections import SECTIONS, collection_of
from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory


class SectionArrangements:
    """Reads and changes how the sections are arranged."""

    def __init__(self, units: UnitOfWorkFactory[CurationWork], reads: CurationReads, clock: Clock) -> None:
        self._units = units
        self._reads = reads
        self._clock = clock

    async def all(self) -> Sequence[Arrangement]:
        """Return the arrangement of every section in the default order, then those of curated collections by slug."""
        stored = await self._reads.arrangements()
        fixed = [stored.get(section.key, Arrangement.default(section.key)) for section in SECTIONS]
        return [*fixed, *(stored[key] for key in sorted(stored) if collection_of(key) is not None)]

    async def arrange(self, arrangement: Arrangement, actor: Actor, condition: Condition) -> Arrangement:
        """Replace the arrangement of a section; raise EditConflict, TitleUnknown and CuratedCollectionNotFound."""
        slug = collection_of(arrangement.key)
        async with self._units.begin() as work:
            if slug is not None and arrangement.enabled:
                await require_collection(work, slug)
            await require_titles(work, [pin.media_id for pin in arrangement.pins])
            before = await work.lock_arrangement(arrangement.key)
            condition.check(before.version)
            if before == replace(arrangement, version=before.version):
                return before
            after = replace(arrangement, version=before.version + 1)
            await work.save_arrangement(after)
            subject = f"section:{arrangement.key}"
            entry = AuditEntry(
                self._clock.now(), actor, "section.change", subject, before=before.state(), after=after.state()
            )
            await work.record(entry)
        return after
