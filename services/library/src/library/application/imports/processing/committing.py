"""Committing an import: its rows are appended to the user's journal in batches, each a transaction of its own.

Every item has the key of its effect, so that a batch which is repeated after a crash adds nothing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from chassis.core.clock import Clock
from jobs.model import Job
from jobs.ports import Wake
from jobs.queue import enqueue
from jobs.run import Run
from library.application.imports.ending import save_result
from library.application.imports.jobs import COMMIT, IMPORT_ID, MIN_CONFIDENCE, import_job
from library.application.imports.locking import locked, locked_of
from library.application.imports.ports import ImportUnits, ImportWork, StoredKey, equal_play
from library.application.imports.processing.keeping import keep
from library.application.imports.processing.list_members import add_to_lists, restore_lists
from library.application.imports.rows import StoredRow
from library.application.plays.journal import append
from library.domain.errors import AccountErased
from library.domain.imports.applying.equality import JournalPlays
from library.domain.imports.applying.planning import PlannedRow, Source, TitleFacts, plan
from library.domain.imports.errors import ImportStateForbids
from library.domain.imports.run import ImportRun
from library.domain.titles.title import Title

BATCH: Final = 500
"""Rows that are committed in one transaction."""


class CommitImport:
    """Commits the rows of an import whose titles are certain enough."""

    def __init__(self, units: ImportUnits, clock: Clock, wake: Wake) -> None:
        self._units = units
        self._clock = clock
        self._wake = wake

    async def start(self, user_id: UUID, import_id: UUID, min_confidence: float) -> ImportRun:
        """Queue the commit and return the import; a repeated request joins the commit that goes on.

        Raise ImportNotFound, ImportStateForbids and AccountErased.
        """
        async with self._units.begin() as work:
            run = await locked_of(work, import_id, user_id)
            if run.state == "committing":
                return run
            if run.state not in ("ready", "committed") and not (run.state == "failed" and run.counts):
                raise ImportStateForbids(f"an import that is {run.state} cannot be committed")
            now = self._clock.now()
            numbers = await work.import_rows.numbers_to_commit(import_id, min_confidence)
            begun = replace(run.in_state("committing", now), total=len(numbers), error_code=None, error=None)
            await work.imports.save(begun)
            await enqueue(work, [import_job(COMMIT, import_id, now, min_confidence)])
        self._wake()
        return begun

    async def __call__(self, run: Run[Job]) -> None:
        """Commit what is left; of an import that was deleted or whose user was erased, nothing."""
        import_id = UUID(run.job.payload[IMPORT_ID])
        min_confidence = float(run.job.payload.get(MIN_CONFIDENCE, 1.0))
        try:
            await self._commit(run, import_id, min_confidence)
        except AccountErased:
            return

    async def _commit(self, run: Run[Job], import_id: UUID, min_confidence: float) -> None:
        async with self._units.begin() as work:
            import_run = await locked(work, import_id)
            if import_run is None or import_run.state != "committing":
                return
            numbers = await work.import_rows.numbers_to_commit(import_id, min_confidence)
        done = import_run.total - len(numbers)
        for batch in _batches(numbers):
            async with self._units.begin() as work:
                if await locked(work, import_id) is None:
                    return
                await self._add(work, import_run, await work.import_rows.by_numbers(import_id, batch))
                done += len(batch)
                await work.imports.move(import_id, done, self._clock.now())
                await run.checkpoint(work, {}, done=done, total=import_run.total)
        await self._restore_lists(import_id)
        await self._fill_lists(import_id)
        async with self._units.begin() as work:
            last = await locked(work, import_id)
            if last is not None:
                now = self._clock.now()
                committed = replace(last.in_state("committed", now), done=last.total)
                await save_result(work, await work.imports.recount(committed), now)
            await run.finish(work)

    async def _restore_lists(self, import_id: UUID) -> None:
        async with self._units.begin() as work:
            import_run = await locked(work, import_id)
            if import_run is not None:
                await restore_lists(work, import_run, self._clock.now())

    async def _fill_lists(self, import_id: UUID) -> None:
        """Add members to lists in the order of the file, when everything else is committed."""
        after = 0
        while True:
            async with self._units.begin() as work:
                import_run = await locked(work, import_id)
                rows = await work.import_rows.list_members(import_id, after, BATCH) if import_run else []
                if import_run is None or not rows:
                    return
                await add_to_lists(work, import_run, rows, self._clock.now())
                after = rows[-1].number

    async def _add(self, work: ImportWork, run: ImportRun, rows: Sequence[StoredRow]) -> None:
        titles = await work.titles.find_all({row.media_id for row in rows if row.media_id is not None})
        planned = [
            PlannedRow(row.number, row.media_id, row.season, row.episode, row.effects)
            for row in rows
            if row.media_id is not None and row.media_id in titles
        ]
        facts = await _title_facts(work, run, titles)
        source = Source(run.import_id, run.origin, run.created_at, run.options)
        added = plan(planned, facts, source)
        await append(
            work,
            run.user_id,
            plays=added.plays,
            marks=added.marks,
            ordered=added.recorded,
            now=self._clock.now(),
            imported_at=run.created_at,
        )
        await keep(work, run, planned, facts, self._clock.now())
        covered = [StoredKey(key) for key in dict.fromkeys(added.covered)]
        covered += [
            StoredKey(key, media_id=media_id, subject=equal_play(play_id, run.origin))
            for key, (media_id, play_id) in added.equal.items()
        ]
        await work.imports.add_keys(run.user_id, run.import_id, covered)
        await work.import_rows.set_status(run.import_id, [row.number for row in planned], "committed")
        missing = [row.number for row in rows if row.media_id not in titles]
        await work.import_rows.set_status(run.import_id, missing, "unmatched")


async def _title_facts(work: ImportWork, run: ImportRun, titles: Mapping[UUID, Title]) -> dict[UUID, TitleFacts]:
    """Return what is known of titles: three queries on the journal, one each on entries and seasons."""
    shows = await work.titles.shows(list(titles.values()))
    entries = await work.entries.of_titles(run.user_id, titles.keys())
    journal = await work.journal_facts(run, titles.keys())
    facts: dict[UUID, TitleFacts] = {}
    for media_id, title in titles.items():
        entry = entries[media_id].entry if media_id in entries else None
        facts[media_id] = TitleFacts(
            kind=title.kind,
            show=shows[media_id],
            progress=entry.progress.seasons if entry and entry.progress else {},
            tags=entry.tags if entry else (),
            by_hand=journal.by_hand.get(media_id, {}),
            plays=Counter(journal.plays.get(media_id, {})),
            journal=journal.journal.get(media_id) or JournalPlays(),
            state=entry.state if entry else None,
        )
    return facts


def _batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), BATCH):
        yield numbers[start : start + BATCH]
