"""Bulk import: many ids at once, an outcome for every row, the whole visible as one job."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from ingestion.application.ports import Clock, OpenUnit, UnitOfWork, Wake
from ingestion.application.queueing import FEW, new_job, queue, sync_job
from ingestion.application.run import Run
from ingestion.domain.errors import InvalidRows
from ingestion.domain.facts import KINDS, TitleKey
from ingestion.domain.jobs import ALIVE, Job, JobKind, Priority, started_by

MOST_ROWS: Final = 10_000
CHUNK: Final = 500
LOOK_AGAIN: Final = timedelta(seconds=1)
"""How long a bulk import rests between two looks at what is left of it."""
KIND_WORDS: Final = {"movie": "movie", "film": "movie", "show": "show", "tv": "show", "series": "show"}


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row: of a table numbered as in the file (the header is line 1), of a list from 1 on."""

    line: int
    text: str
    title: TitleKey | None
    status: str
    reason: str | None
    job_id: UUID | None


class ImportTable:
    """Imports many titles at once: those of a CSV with the columns `tmdbId` and `type`, or those of a list.

    With `once`, a client's own word for its request, the same rows give the same job however often they are sent.
    Without it they do so while that job is queued or running.
    """

    def __init__(self, open_unit: OpenUnit, clock: Clock, wake: Wake) -> None:
        self._open = open_unit
        self._clock = clock
        self._wake = wake

    async def accept(self, text: str, *, user: UUID, once: str | None = None) -> Job:
        """Queue the import of a table; raises InvalidRows when it has no rows, too many, or no such columns."""
        bulk = self._bulk("bulk", {"rows": read_rows(text)}, user, once)
        async with self._open() as unit:
            queued, _ = await _queued(unit, bulk, once)
            await unit.commit()
        self._wake()
        return queued

    async def accept_list(
        self, titles: Sequence[TitleKey], *, user: UUID, once: str | None = None
    ) -> tuple[Job, list[Job]]:
        """Queue the import of a list's titles at once; gives the job of the whole and that of each, in their order."""
        rows = [[str(title.tmdb_id), title.kind] for title in titles]
        bulk = self._bulk("list", {"rows": rows, "firstLine": 1}, user, once)
        async with self._open() as unit:
            whole, new = await _queued(unit, bulk, once)
            jobs = {} if new else {job.title: job for job in await unit.jobs.by_ids(started_by(whole))}
            if not jobs.keys() >= set(titles):
                jobs = await self._start(unit, titles, whole, user)
                started = {str(title): str(job.id) for title, job in jobs.items()}
                whole = replace(whole, checkpoint={"jobs": started, "queued": len(rows)}, done=0, total=len(rows))
                await unit.jobs.save(whole)
            await unit.commit()
        self._wake()
        return whole, [jobs[title] for title in titles]

    async def _start(
        self, unit: UnitOfWork, titles: Sequence[TitleKey], whole: Job, user: UUID
    ) -> dict[TitleKey | None, Job]:
        now, live = self._clock(), len(titles) <= FEW
        wanted = [
            sync_job(title, now, priority=Priority.PERSON, requested_by=user, live=live, parent=whole.id)
            for title in titles
        ]
        return {job.title: job for job, _ in await queue(unit, wanted)}

    def _bulk(self, word: str, payload: Mapping[str, Any], user: UUID, once: str | None) -> Job:
        digest = hashlib.sha256(json.dumps(payload["rows"]).encode()).hexdigest()
        job = new_job(
            JobKind.BULK_IMPORT,
            self._clock(),
            dedup_key=f"{word}:{user}:{digest[:16]}",
            priority=Priority.PERSON,
            payload=payload,
            requested_by=user,
        )
        if once is None:
            return job
        named = uuid5(user, f"{word}:{once}:{digest}")
        return replace(job, id=named, dedup_key=f"{word}:{named}")

    async def __call__(self, run: Run) -> None:
        """Handle bulk-import: queue the rows' titles, chunk by chunk, then look now and then how many are left.

        Good rows never wait for bad ones. Between two looks the job rests, so that it holds no place.
        """
        rows: Sequence[Sequence[str]] = run.job.payload["rows"]
        queued = int(run.job.checkpoint.get("queued", 0))
        jobs: dict[str, str] = dict(run.job.checkpoint.get("jobs", {}))
        for at in range(queued, len(rows), CHUNK):
            chunk = rows[at : at + CHUNK]
            titles = {title for row in chunk if (title := read_title(row)[0]) is not None}
            now = self._clock()
            wanted = [
                sync_job(
                    title, now, priority=Priority.REFRESH, parent=run.job.id, requested_by=_owner(run.job), live=False
                )
                for title in sorted(titles)
                if str(title) not in jobs
            ]
            async with self._open() as unit:
                for job, _ in await queue(unit, wanted):
                    if job.title is not None:
                        jobs[str(job.title)] = str(job.id)
                await run.checkpoint(unit, {"jobs": jobs, "queued": at + len(chunk)}, done=0, total=len(rows))
                await unit.commit()
            self._wake()
        async with self._open() as unit:
            left = await unit.jobs.count_alive(started_by(run.job))
            if left:
                await run.rest(unit, self._clock() + LOOK_AGAIN, done=len(rows) - left, total=len(rows))
            else:
                await run.finish(unit, total=len(rows))
            await unit.commit()


async def _queued(unit: UnitOfWork, bulk: Job, once: str | None) -> tuple[Job, bool]:
    """Queue a bulk import that is not there yet; gives the job and whether it is new."""
    earlier = await unit.jobs.get(bulk.id) if once is not None else None
    if earlier is not None:
        return earlier, False
    [added] = await queue(unit, [bulk])
    return added


def report(job: Job, started: Sequence[Job]) -> list[RowOutcome]:
    """Give the outcome of every row of a bulk import as things stand."""
    by_title = {each.title: each for each in started if each.title is not None}
    outcomes: list[RowOutcome] = []
    seen: set[TitleKey] = set()
    for line, row in enumerate(job.payload.get("rows", ()), start=int(job.payload.get("firstLine", 2))):
        text = ",".join(row)
        title, problem = read_title(row)
        if title is None:
            outcomes.append(RowOutcome(line, text, None, "rejected", problem, None))
        elif title in seen:
            outcomes.append(RowOutcome(line, text, title, "duplicate", "named in an earlier row", None))
        else:
            child = by_title.get(title)
            waiting = "queued" if job.status in ALIVE else "not_started"
            outcomes.append(
                RowOutcome(
                    line,
                    text,
                    title,
                    child.status.value if child else waiting,
                    child.reason if child else None,
                    child.id if child else None,
                )
            )
            seen.add(title)
    return outcomes


def read_rows(text: str) -> list[list[str]]:
    """Give the rows as [tmdbId, type]; raises InvalidRows that says what is wrong with the table as a whole."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff").replace("\0", "\ufffd")), strict=True)
    rows: list[list[str]] = []
    try:
        names = {name.strip().lower().replace("_", ""): name for name in reader.fieldnames or ()}
        if "tmdbid" not in names or "type" not in names:
            raise InvalidRows("the first line must name the columns tmdbId and type")
        for row in reader:
            rows.append([(row[names["tmdbid"]] or "").strip(), (row[names["type"]] or "").strip()])
            if len(rows) > MOST_ROWS:
                raise InvalidRows(f"more than {MOST_ROWS} rows; send several tables")
    except csv.Error as broken:
        raise InvalidRows(f"line {reader.line_num}: {broken}") from broken
    if not rows:
        raise InvalidRows("the table has no rows")
    return rows


def read_title(row: Sequence[str]) -> tuple[TitleKey | None, str | None]:
    """Give the title a row names, or what is wrong with the row."""
    number, word = row
    kind = next((kind for kind in KINDS if kind == KIND_WORDS.get(word.lower())), None)
    if kind is None:
        return None, f"type {word!r} is neither movie nor show"
    if not (number.isascii() and number.isdigit()) or not 0 < int(number) < 2**31:
        return None, f"tmdbId {number!r} is not a whole number from 1 to 2147483647"
    return TitleKey(kind, int(number)), None


def _owner(job: Job) -> UUID | None:
    return job.requested_by[0] if job.requested_by else None
