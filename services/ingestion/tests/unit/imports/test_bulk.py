"""The report of a bulk import: a line for every row."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from ingestion.application.imports.rows import report
from ingestion.domain.jobs import Job, JobKind, Priority
from ingestion.domain.titles.facts import TitleKey
from jobs.model import Status

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_the_report_has_a_line_for_every_row() -> None:
    job = Job(
        id=UUID(int=1),
        kind=JobKind.BULK_IMPORT,
        priority=Priority.USER,
        dedup_key="b",
        created_at=NOW,
        updated_at=NOW,
        run_at=NOW,
        status=Status.READY,
        payload={"rows": [["550", "movie"], ["x", "movie"], ["550", "movie"], ["7", "show"]]},
    )
    child = replace(
        job, id=UUID(int=2), kind=JobKind.SYNC_MOVIE, title=TitleKey("movie", 550), status=Status.FAILED, reason="why"
    )
    rows = report(job, [child])
    assert [(row.line, row.status, row.reason) for row in rows] == [
        (2, "failed", "why"),
        (3, "rejected", "tmdbId 'x' is not a whole number from 1 to 2147483647"),
        (4, "duplicate", "named in an earlier row"),
        (5, "not_started", None),
    ]


def _bulk(**payload: object) -> Job:
    return Job(
        id=UUID(int=1),
        kind=JobKind.BULK_IMPORT,
        priority=Priority.USER,
        dedup_key="b",
        created_at=NOW,
        updated_at=NOW,
        run_at=NOW,
        status=Status.FAILED,
        payload=payload,
    )


def test_the_report_has_the_lines_of_the_file_and_the_problems_of_its_rows() -> None:
    rows = report(_bulk(rows=[["550", "movie"], ['"1', "", "not readable"], ["x", "tv"]], lines=[2, 5, 9]), [])
    assert [(row.line, row.text, row.status) for row in rows] == [
        (2, "550,movie", "not_started"),
        (5, '"1', "rejected"),
        (9, "x,tv", "rejected"),
    ]
    assert rows[1].reason == "not readable"


def test_report_of_an_older_job_accepts_numbers_of_any_length() -> None:
    [row] = report(_bulk(rows=[["9" * 4301, "movie"]]), [])
    assert (row.line, row.status) == (2, "rejected")


def test_bulk_import_is_processing_while_its_titles_are_active() -> None:
    waiting = replace(_bulk(), status=Status.QUEUED)
    assert waiting.phase is Status.QUEUED
    assert replace(waiting, done=0).phase is Status.PROCESSING
    assert replace(waiting, done=3, status=Status.READY).phase is Status.READY
    assert replace(waiting, done=3, kind=JobKind.TRENDING).phase is Status.QUEUED
