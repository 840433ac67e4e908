"""Bulk import: many ids at once, an outcome for every row, the whole visible as one job."""

import csv
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from ingestion.application.ports import Clock, OpenUnit, Wake
from ingestion.application.queueing import new_job, queue, sync_job
from ingestion.application.run import Run
from ingestion.domain.errors import InvalidRows
from ingestion.domain.facts import KINDS, TitleKey
from ingestion.domain.jobs import ALIVE, Job, JobKind, Priority

MOST_ROWS: Final = 10_000
CHUNK: Final = 500
KIND_WORDS: Final = {"movie": "movie", "film": "movie", "show": "show", "tv": "show", "series": "show"}


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """What became of one row of a table, numbered as in the file (the header is line 1)."""

    line: int
    text: str
    title: TitleKey | None
    status: str
    reason: str | None
    job_id: UUID | None


class ImportTable:
    """Takes a CSV with the columns `tmdbId` and `type` and imports what it names."""

    def __init__(self, open_unit: OpenUnit, clock: Clock, wake: Wake) -> None:
        self._open = open_unit
        self._clock = clock
        self._wake = wake

    async def accept(self, text: str, *, user: UUID) -> Job:
        """Queue the import of a table; raises InvalidRows when it has no rows, too many, or no such columns."""
        rows = read_rows(text)
        job = new_job(
            JobKind.BULK_IMPORT,
            self._clock(),
            dedup_key=f"bulk:{user}:{hashlib.sha256(text.encode()).hexdigest()[:16]}",
            priority=Priority.PERSON,
            payload={"rows": rows},
            requested_by=user,
        )
        async with self._open() as unit:
            [(queued, _)] = await queue(unit, [job])
            await unit.commit()
        self._wake()
        return queued

    async def __call__(self, run: Run) -> None:
        """Handle bulk-import: queue the rows' titles, chunk by chunk; good rows never wait for bad ones."""
        rows: Sequence[Sequence[str]] = run.job.payload["rows"]
        started = run.job.done or 0
        jobs: dict[str, str] = dict(run.job.checkpoint.get("jobs", {}))
        for at in range(started, len(rows), CHUNK):
            chunk = rows[at : at + CHUNK]
            titles = {title for row in chunk if (title := read_title(row)[0]) is not None}
            now = self._clock()
            wanted = [
                sync_job(
                    title, now, priority=Priority.REFRESH, parent=run.job.id, requested_by=_owner(run.job), live=False
                )
                for title in sorted(titles)
            ]
            async with self._open() as unit:
                for job, _ in await queue(unit, wanted):
                    if job.title is not None:
                        jobs[str(job.title)] = str(job.id)
                await run.checkpoint(unit, {"jobs": jobs}, done=at + len(chunk), total=len(rows))
                await unit.commit()
            self._wake()
        async with self._open() as unit:
            await run.finish(unit)
            await unit.commit()


def report(job: Job, started: Sequence[Job]) -> list[RowOutcome]:
    """Give the outcome of every row of a bulk import as things stand."""
    by_title = {each.title: each for each in started if each.title is not None}
    outcomes: list[RowOutcome] = []
    seen: set[TitleKey] = set()
    for line, row in enumerate(job.payload.get("rows", ()), start=2):
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
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    names = {name.strip().lower().replace("_", ""): name for name in reader.fieldnames or ()}
    if "tmdbid" not in names or "type" not in names:
        raise InvalidRows("the first line must name the columns tmdbId and type")
    rows: list[list[str]] = []
    try:
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
        return None, f"tmdbId {number!r} is not a positive number"
    return TitleKey(kind, int(number)), None


def _owner(job: Job) -> UUID | None:
    return job.requested_by[0] if job.requested_by else None
