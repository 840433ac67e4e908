"""The command of stats on the real Postgres, its files read by DuckDB, and the read-only role beside it."""

import argparse
import json
import re
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import asyncpg
import duckdb
import pytest
import pytest_asyncio

from chassis.testing.clock import NOON, FixedClock
from devstack.testing.pytest_plugin import CreateDatabase, DatabaseUrls
from exports.command import command, period
from exports.dataset import Dataset
from insights.infrastructure.exported import DATASETS as SIGNALS
from stats.bootstrap import build
from stats.domain.drop_off.analysis import Analysis, CurvePoint, DropPoint
from stats.domain.drop_off.episodes import Place
from stats.infrastructure.drop_off.documents import to_document
from stats.infrastructure.exported import DATASETS
from stats.settings import Settings

ROOT = Path(__file__).parents[4]
ROLE = (ROOT / "deploy/analytics/analyst.sql").read_text(encoding="utf-8")
PAGE = (ROOT / "docs/data-export.md").read_text(encoding="utf-8")

MATRIX, DUNE, ODD = (f"00000000-0000-0000-0000-00000000000{number}" for number in (1, 2, 3))
SCORES = f"""
select ensure_month_of_scores('2026-11-01');
insert into scores (media_id, formula, day, score, expected, low, high, reason, document, computed_at) values
  ('{MATRIX}', 'open-1', '2026-11-19', 80, 80, 75, 85, null, '{{"terms": []}}', '2026-11-19T12:00Z'),
  ('{MATRIX}', 'open-1', '2026-11-20', 81.25, 81.25, 77, 85, null, '{{"terms": [{{"name": "imdb"}}]}}', '2026-11-20T12:00Z'),
  ('{DUNE}', 'open-1', '2026-11-20', null, 64, null, null, 'NO_RATINGS', '{{"terms": []}}', '2026-11-20T12:00Z');
insert into titles (media_id, kind, tmdb_id, version, facts_version, ratingo_score, formula, computed_at, score_reason)
values
  ('{MATRIX}', 'movie', 603, 1, 1, 81.25, 'open-1', '2026-11-20T12:00Z', null),
  ('{DUNE}', 'movie', 438631, 1, 1, 64, 'open-1', '2026-11-20T12:00Z', 'NO_RATINGS');
"""  # noqa: E501
CURVE = (CurvePoint(Place(1, 1), 1.0), CurvePoint(Place(1, 2), 0.5, 0.4, 0.6))
ANALYSES = {
    "votes-1": to_document(Analysis("votes-1", "imdb", 900, 2, CURVE, DropPoint(Place(1, 2), None, 0.5))),
    "survival-1": to_document(Analysis("survival-1", "marquee", 3, 2, reason="TOO_FEW_USERS")),
}
DROP_OFF = f"""
insert into drop_off_analyses (media_id, tmdb_id, preferred, documents, rule, version, analyzed_at)
values ('{DUNE}', 90228, 'votes-1', '{json.dumps(ANALYSES)}', '{{}}', 1, '2026-11-20T12:00Z');
"""
INSIGHTS = f"""
select ensure_partition('daily_signals', '2026-11-01');
insert into daily_signals (media_id, signal, source, region, day, value, observed_at, backfilled) values
  ('{MATRIX}', 1, 1, 'global', '2026-11-20', 45, '2026-11-20T12:00Z', false),
  ('{MATRIX}', 4, 2, 'global', '2026-11-20', 48.7, '2026-11-20T12:00Z', false),
  ('{MATRIX}', 8, 4, 'global', '2026-11-20', 3, '2026-11-20T12:00Z', false);
insert into titles (media_id, kind, tmdb_id, facts_version, name, genres, countries) values
  ('{MATRIX}', 'movie', 603, 1, 'The "Matrix", again', '{{28,878}}', '{{US}}'),
  ('{DUNE}', 'movie', 438631, 1, '', null, null),
  ('{ODD}', 'show', 438632, 1, E'\\\\N,\\n"Ünï', '{{}}', '{{PL,US}}');
"""


def options(folder: Path, first: str = "2026-11-18", last: str = "2026-11-20") -> argparse.Namespace:
    return argparse.Namespace(folder=folder, first=date.fromisoformat(first), last=date.fromisoformat(last))


def files_below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def rows_of(query: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as engine:
        rows: list[tuple[object, ...]] = engine.execute(query).fetchall()
    return rows


async def execute(url: str, statements: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statements)
    finally:
        await connection.close()


async def export(urls: DatabaseUrls, folder: Path, datasets: tuple[Dataset, ...], service: str = "stats") -> None:
    container = build(Settings(database_url=urls.app, kafka_bootstrap="127.0.0.1:1"))
    container.runtime.name = service
    await command(datasets, clock=FixedClock()).run(container, options(folder))


@pytest_asyncio.fixture
async def urls(create_database: CreateDatabase) -> AsyncIterator[DatabaseUrls]:
    urls = await create_database("stats")
    await execute(urls.owner, SCORES)
    await execute(urls.owner, DROP_OFF)
    yield urls


@pytest.mark.integration
async def test_days_are_files_that_duckdb_reads_and_a_day_written_again_is_replaced(
    urls: DatabaseUrls, tmp_path: Path
) -> None:
    for _ in range(2):
        await export(urls, tmp_path, DATASETS)
    assert files_below(tmp_path) == [
        "drop_off/part.parquet",
        "scores/day=2026-11-19/part.parquet",
        "scores/day=2026-11-20/part.parquet",
        "stats/part.parquet",
    ]
    scores = rows_of(
        f"select day, media_id, score, low, reason, terms, computed_at = timestamptz '2026-11-20 12:00:00+00'"
        f" from read_parquet('{tmp_path}/scores/*/*.parquet', hive_partitioning = true) order by day, media_id"
    )
    assert scores == [
        (date(2026, 11, 19), MATRIX, 80.0, 75.0, None, "[]", False),
        (date(2026, 11, 20), MATRIX, 81.25, 77.0, None, '[{"name": "imdb"}]', True),
        (date(2026, 11, 20), DUNE, None, None, "NO_RATINGS", "[]", True),
    ]
    stats = rows_of(f"select tmdb_id, score, reason from '{tmp_path}/stats/*.parquet' order by tmdb_id")
    assert stats == [(603, 81.25, None), (438631, None, "NO_RATINGS")]

    curves = rows_of(
        f"select method, preferred, sample_size, season, episode, retention, low, drop_point"
        f" from '{tmp_path}/drop_off/*.parquet' order by episode"
    )
    assert curves == [
        ("votes-1", True, 900, 1, 1, 1.0, None, False),
        ("votes-1", True, 900, 1, 2, 0.5, 0.4, True),
    ], "a group without a curve has no row"

    await execute(urls.owner, "delete from scores where day = '2026-11-19'; update scores set score = 82")
    await export(urls, tmp_path, DATASETS)
    again = rows_of(f"select distinct day, score from read_parquet('{tmp_path}/scores/*/*.parquet')")
    assert again == [(date(2026, 11, 20), 82.0)], "a day without rows has no file"


@pytest.mark.integration
async def test_the_query_of_the_documentation_reads_the_files(
    urls: DatabaseUrls, create_database: CreateDatabase, tmp_path: Path
) -> None:
    insights = await create_database("insights")
    await execute(insights.owner, INSIGHTS)
    await export(urls, tmp_path, DATASETS)
    await export(insights, tmp_path, SIGNALS, "insights")
    query = re.search(r"```sql\n-- DuckDB\n(.*?)```", PAGE, re.DOTALL)
    assert query is not None

    rows = rows_of(query[1].replace("export/", f"{tmp_path}/"))

    assert rows == [('The "Matrix", again', date(2026, 11, 20), 81.25, 45.0)]
    signals = rows_of(f"select signal, source, value from '{tmp_path}/signals/*/*.parquet' order by signal")
    assert signals == [("live_watchers", "trakt", 45.0), ("popularity", "tmdb", 48.7)], "plays of users stay"
    titles = rows_of(f"select name, genres, countries from '{tmp_path}/titles/*.parquet' order by tmdb_id")
    assert titles == [('The "Matrix", again', "28,878", "US"), ("", None, None), ('\\N,\n"Ünï', "", "PL,US")]


@pytest.mark.integration
async def test_the_analyst_reads_views_and_nothing_else(urls: DatabaseUrls) -> None:
    connection = await asyncpg.connect(urls.superuser)
    try:
        for _ in range(2):
            await connection.execute(ROLE)
        settings = await connection.fetchval("select rolconfig from pg_roles where rolname = 'analyst'")
        await connection.execute("set session authorization analyst")
        assert await connection.fetchval("select count(*) from stats.exported_scores") == 3
        assert await connection.fetchval("select count(*) from stats.exported_stats") == 2
        for statement in (
            "select * from stats.titles",
            "select * from stats.inbox",
            "select * from stats.viewings",
            "select * from stats.scores",
            "insert into stats.exported_scores (media_id) values (gen_random_uuid())",
            "update stats.exported_stats set kind = 'show'",
            "create table stats.mine (id int)",
            "create table public.mine (id int)",
            "create temp table mine (id int)",
            "select stats.ensure_month_of_scores('2026-12-01')",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    finally:
        await connection.close()
    assert {"statement_timeout=30s", "default_transaction_read_only=on"} <= set(settings)


@pytest.mark.unit
def test_the_period_is_the_seven_days_before_today_or_what_is_requested() -> None:
    today = NOON.date()

    assert (period(None, None, today)[0], period(None, None, today)[-1]) == (date(2026, 11, 14), date(2026, 11, 20))
    assert period(today, today, today) == [today]
    for first, last, says in (
        (None, date(2026, 11, 22), "--to must not be in the future"),
        (today, date(2026, 11, 20), "--from must not be after --to"),
        (date(2000, 1, 1), today, "--from must be at most 3659 days before --to"),
    ):
        with pytest.raises(ValueError, match=says):
            period(first, last, today)


@pytest.mark.unit
@pytest.mark.parametrize("columns", [{"media_id": "UUID"}, {"day": "DATE"}])
def test_a_data_set_has_types_that_every_reader_knows(columns: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="scores cannot be exported"):
        Dataset("scores", "exported_scores", columns, by_day=True)
