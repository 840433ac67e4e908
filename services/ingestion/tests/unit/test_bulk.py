"""Tables of ids: what is refused as a whole, what row by row."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from ingestion.application.bulk import read_rows, read_title, report
from ingestion.domain.errors import InvalidRows
from ingestion.domain.facts import TitleKey
from ingestion.domain.jobs import Job, JobKind, Priority, Status

pytestmark = pytest.mark.unit

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_columns_are_found_by_name_in_any_order_and_case() -> None:
    assert read_rows("Type,TMDB_ID,note\nfilm, 550 ,x\ntv,1396,\n") == [["550", "film"], ["1396", "tv"]]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "first line"),
        ("id,kind\n1,movie\n", "first line"),
        ("tmdbId,type\n", "no rows"),
        ('"tmdbId"x,type\n603,movie\n', "expected after"),
        ("tmdbId,type" + "x" * 140_000 + "\n603,movie\n", "larger than field limit"),
        ('tmdbId,type\n"603"x,movie\n', "expected after"),
        ("tmdbId,type\n" + "1,movie\n" * 10_001, "more than"),
    ],
)
def test_a_table_without_rows_or_columns_is_refused(text: str, said: str) -> None:
    with pytest.raises(InvalidRows, match=said):
        read_rows(text)


@pytest.mark.parametrize(
    ("row", "title", "problem"),
    [
        (["550", "movie"], TitleKey("movie", 550), None),
        (["550", "Film"], TitleKey("movie", 550), None),
        (["550", "series"], TitleKey("show", 550), None),
        (["550", "person"], None, "type 'person' is neither movie nor show"),
        (["0", "movie"], None, "tmdbId '0' is not a whole number from 1 to 2147483647"),
        (["-1", "movie"], None, "tmdbId '-1' is not a whole number from 1 to 2147483647"),
        (["٣", "movie"], None, "tmdbId '٣' is not a whole number from 1 to 2147483647"),
        (["99999999999", "movie"], None, "tmdbId '99999999999' is not a whole number from 1 to 2147483647"),
    ],
)
def test_each_row_is_read_alone(row: list[str], title: TitleKey | None, problem: str | None) -> None:
    assert read_title(row) == (title, problem)


def test_a_row_with_a_character_that_cannot_be_stored_is_a_bad_row_and_no_bad_table() -> None:
    [bad, good] = read_rows("tmdbId,type\n60\0,movie\n603,movie\n")
    assert read_title(bad)[1] == "tmdbId '60\ufffd' is not a whole number from 1 to 2147483647"
    assert read_title(good)[0] == TitleKey("movie", 603)


def test_the_report_has_a_line_for_every_row() -> None:
    job = Job(
        id=UUID(int=1),
        kind=JobKind.BULK_IMPORT,
        priority=Priority.PERSON,
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
