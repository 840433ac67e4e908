"""Completing imports: rows that wait for titles are matched when these arrive, and committed if the import was."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs.ports import Wake
from jobs.queue import enqueue
from library.application.imports.ending import save_result
from library.application.imports.jobs import COMMIT, import_job
from library.application.imports.locking import locked
from library.application.imports.ports import ImportUnits, ImportWork
from library.application.imports.processing.resolving import placed
from library.application.imports.rows import StoredRow, stated
from library.domain.errors import AccountErased
from library.domain.imports.applying.episodes import place_of
from library.domain.imports.applying.matching import CERTAIN, TitleReference, match
from library.domain.imports.run import ImportRun
from library.domain.titles.names import match_names

ROWS: Final = 500
IMPORTS: Final = 20
WAITS_FOR: Final = timedelta(days=1)
"""How long rows wait for a title; then it counts as unknown."""


class CompleteImports:
    """Matches the rows whose titles have arrived."""

    def __init__(self, units: ImportUnits, clock: Clock, wake: Wake) -> None:
        self._units = units
        self._clock = clock
        self._wake = wake

    async def __call__(self) -> None:
        """Complete some imports, each batch in a transaction of its own."""
        now = self._clock.now()
        async with self._units.begin() as work:
            arrived = await work.import_rows.arrived(IMPORTS)
            overdue = await work.import_rows.overdue(now - WAITS_FOR, IMPORTS)
        for import_id in arrived:
            try:
                while await self._match_some(import_id):
                    pass
            except AccountErased:
                continue
        for import_id in set(overdue) - set(arrived):
            await self._give_up(import_id)

    async def _match_some(self, import_id: UUID) -> bool:
        """Match a batch of rows, and return whether more may follow."""
        async with self._units.begin() as work:
            run = await locked(work, import_id)
            if run is None or run.state not in ("ready", "committed"):
                return False
            rows = await work.import_rows.waiting(import_id, ROWS)
            if not rows:
                return False
            matched = await _matched(work, rows)
            await work.import_rows.replace(import_id, run.user_id, matched)
            await self._go_on(work, run)
        self._wake()
        # A commit that was queued comes first; the rest follows after it.
        return run.state == "ready"

    async def _go_on(self, work: ImportWork, run: ImportRun) -> None:
        """Store the counts; queue the commit of an import that was committed without these rows."""
        now = self._clock.now()
        after = replace(await work.imports.recount(run), updated_at=now)
        if run.state == "committed":
            total = len(await work.import_rows.numbers_to_commit(run.import_id, CERTAIN))
            after = replace(after.in_state("committing", now), total=total)
            await enqueue(work, [import_job(COMMIT, run.import_id, now, CERTAIN)])
        await work.imports.save(after)

    async def _give_up(self, import_id: UUID) -> None:
        async with self._units.begin() as work:
            run = await locked(work, import_id)
            if run is not None:
                await work.import_rows.give_up(import_id)
                after = await work.imports.recount(run)
                if run.state == "committed":
                    await save_result(work, after, self._clock.now())
                else:
                    await work.imports.save(after)


async def _matched(work: ImportWork, rows: Sequence[StoredRow]) -> list[StoredRow]:
    references = {row.number: TitleReference(row.kind, row.ids, match_names([row.title]), row.year) for row in rows}
    lookup = await work.candidates.of(list(references.values()))
    matches = {row.number: match(references[row.number], lookup.of(references[row.number])) for row in rows}
    media_ids = {item.best.media_id for item in matches.values() if item.best}
    titles = await work.titles.find_all(media_ids)
    episodes = await work.episodes([media_id for media_id, title in titles.items() if title.kind == "show"])
    results = []
    for row in rows:
        best = matches[row.number].best
        title = titles.get(best.media_id) if best else None
        if best is None or title is None:
            results.append(replace(row, status="unmatched", code="title_unknown"))
            continue
        named = replace(row, status=matches[row.number].status, alternatives=matches[row.number].alternatives)
        place = place_of(stated(row), title.kind, episodes.get(best.media_id, {}))
        results.append(placed(named, best.media_id, best.confidence, place))
    return results
