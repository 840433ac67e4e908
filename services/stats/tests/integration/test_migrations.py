"""The migrations of stats."""

import asyncio
import json

import asyncpg
import pytest

from chassis.storage import migrations
from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration


async def test_migrations_go_up_down_up_and_match_the_tables(create_database: CreateDatabase) -> None:
    url = (await create_database("stats", migrate=False)).owner

    await asyncio.to_thread(migrations.upgrade, "stats", url)
    await asyncio.to_thread(migrations.downgrade, "stats", url, "base")
    await asyncio.to_thread(migrations.upgrade, "stats", url)
    await asyncio.to_thread(migrations.check, "stats", url)


# The score of "a hit of ten days" in the golden table, and one that has nothing but its import.
SCORED = """
insert into stats.titles (media_id, kind, tmdb_id, version, facts_version, popularity, signal_popularity, live_watchers,
  average_rating, total_votes, release_date, ratingo_score, computed_at)
values
  (gen_random_uuid(), 'movie', 1, 1, 1, 1, 500, 1000, 8.005, 520000, '2026-11-11', 81.7101, '2026-11-21T12:00Z'),
  (gen_random_uuid(), 'movie', 2, 1, 1, null, null, null, null, 0, null, 11.55, '2026-11-21T12:00Z'),
  (gen_random_uuid(), 'movie', 3, 1, null, null, null, null, null, null, null, null, null)
"""


async def test_scores_that_exist_get_the_terms_that_they_were_computed_from(create_database: CreateDatabase) -> None:
    urls = await create_database("stats")
    await asyncio.to_thread(migrations.downgrade, "stats", urls.owner, "0002")
    connection = await asyncpg.connect(urls.owner)
    try:
        await connection.execute(SCORED)
        await asyncio.to_thread(migrations.upgrade, "stats", urls.owner)
        rows = await connection.fetch(
            "select ratingo_score, terms, few_votes_factor from stats.titles order by tmdb_id"
        )
        kept = await connection.fetch(
            "select formula, day::text, score, document from stats.scores order by score desc"
        )
        formulas = await connection.fetch("select formula from stats.titles order by tmdb_id")
    finally:
        await connection.close()

    assert [row["formula"] for row in formulas] == ["ratingo-1", "ratingo-1", None]
    assert [tuple(row)[:3] for row in kept] == [
        ("ratingo-1", "2026-11-21", 81.7101),
        ("ratingo-1", "2026-11-21", 11.55),
    ]
    for row in kept:
        contributions = [term["normalised"] * term["weight"] for term in json.loads(row["document"])["terms"]]
        assert sum(contributions) == pytest.approx(row["score"], abs=6e-5)
    for score, document, factor in rows[:2]:
        terms = json.loads(document)
        points = sum(100 * term["weight"] * term["value"] for term in terms)
        assert points * factor == pytest.approx(score, abs=6e-5)
        assert [term["name"] for term in terms] == ["popularity", "watchers", "rating", "confidence", "freshness"]
    assert (rows[2]["terms"], rows[2]["few_votes_factor"]) == (None, None)
