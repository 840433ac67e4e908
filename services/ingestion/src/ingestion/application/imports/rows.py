"""Rows of a bulk import: how they are stored in the job, and the outcome of each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ingestion.domain.csv_tables import TableRow, read_title
from ingestion.domain.jobs import Job
from ingestion.domain.titles.facts import TitleKey
from jobs.model import ACTIVE, Status


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """The outcome of one row. `line` is its line in the file (the header is line 1), or its place in a list, from 1."""

    line: int
    text: str
    title: TitleKey | None
    status: str
    reason: str | None
    job_id: UUID | None


def report(bulk: Job, started: Sequence[Job]) -> list[RowOutcome]:
    """Return the outcome of every row of a bulk import so far."""
    by_title = {job.title: job for job in started if job.title is not None}
    outcomes: list[RowOutcome] = []
    seen: set[TitleKey] = set()
    for row in rows_of(bulk.payload):
        text = ",".join(cell for cell in (row.number, row.kind) if cell or row.problem is None)
        title, problem = title_of(row)
        if title is None:
            outcomes.append(RowOutcome(row.line, text, None, "rejected", problem, None))
        elif title in seen:
            outcomes.append(RowOutcome(row.line, text, title, "duplicate", "named in an earlier row", None))
        else:
            child = by_title.get(title)
            waiting = "queued" if bulk.status in ACTIVE else "not_started"
            outcomes.append(
                RowOutcome(
                    row.line,
                    text,
                    title,
                    child.status.value if child else waiting,
                    child.reason if child else None,
                    child.id if child else None,
                )
            )
            seen.add(title)
    return outcomes


def counts_of(rows: Sequence[TableRow], states: Mapping[Status, int]) -> dict[str, int]:
    """Return the number of rows by how they have ended so far; waiting rows are in none of the counts."""
    titles = Counter(title_of(row)[0] for row in rows)
    rejected = titles.pop(None, 0)
    counts = {"rejected": rejected, "duplicate": titles.total() - len(titles)}
    ended = (Status.READY, Status.FAILED, Status.CANCELLED)
    return {**{status.value: states.get(status, 0) for status in ended}, **counts}


def rows_of(payload: Mapping[str, Any]) -> Iterator[TableRow]:
    """Return the rows as they were stored; those of older jobs have no lines and follow each other."""
    rows: Sequence[Sequence[str]] = payload.get("rows", ())
    first = int(payload.get("firstLine", 2))
    lines: Sequence[int] = payload.get("lines") or range(first, first + len(rows))
    for line, (number, kind, *problem) in zip(lines, rows, strict=True):
        yield TableRow(line, number, kind, problem[0] if problem else None)


def to_payload(row: TableRow) -> list[str]:
    return [row.number, row.kind] if row.problem is None else [row.number, row.kind, row.problem]


def title_of(row: TableRow) -> tuple[TitleKey | None, str | None]:
    return (None, row.problem) if row.problem is not None else read_title(row.number, row.kind)
