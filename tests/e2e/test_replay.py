"""A read model rebuilt from the log is the same as before."""

import asyncio
from uuid import UUID

import asyncpg
import httpx2
import pytest

from devstack.options import DATABASE
from devstack.ports import plan
from devstack.secret_files import load_secrets
from stacks import Stack, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

# What a replay must give back; instants of processing and the versions of what is published again differ.
VIEWS = {
    "catalog": (
        "select media_id, title, imported_version, gone_at, successor_id, slug "
        "from catalog.media join catalog.slugs using (media_id) order by media_id, slug"
    ),
    "stats": "select media_id, facts_version, ratings, live_watchers from stats.titles order by media_id",
}


@pytest.mark.parametrize("service", VIEWS)
def test_a_replayed_read_model_is_the_same(stack: Stack, service: str) -> None:
    assert stack.marquee("import", "movie", "603", "550").returncode == 0
    assert stack.marquee("import", "show", "1396").returncode == 0
    stack.settle()
    before = asyncio.run(_rows(stack, VIEWS[service]))
    assert before

    replayed = stack.marquee("replay", service)

    assert replayed.returncode == 0, replayed.stdout + replayed.stderr
    assert asyncio.run(_rows(stack, VIEWS[service])) == before


async def _rows(stack: Stack, query: str) -> list[tuple[UUID, ...]]:
    password = load_secrets(stack.data, ()).postgres
    address = f"postgresql://postgres:{password}@127.0.0.1:{plan(stack.base)['postgres']}/{DATABASE}"
    connection = await asyncpg.connect(address)
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


def test_a_rebuilt_index_finds_the_same(stack: Stack) -> None:
    assert stack.marquee("import", "movie", "603", "550").returncode == 0
    stack.settle()
    expected = {"The Matrix", "Fight Club", "The Matrix Collection"}
    before = eventually(lambda: _found(stack), lambda names: expected <= set(names.values()))

    rebuilt = stack.marquee("replay", "search")

    assert rebuilt.returncode == 0, rebuilt.stdout + rebuilt.stderr
    assert "search serves generation" in rebuilt.stdout
    assert _found(stack) == before


def _found(stack: Stack) -> dict[str, str]:
    """Return the names of everything that a search finds, by id."""
    names: dict[str, str] = {}
    cursor: str | None = ""
    while cursor is not None:
        address = f"{stack.gateway}/api/v1/search?limit=50" + (f"&cursor={cursor}" if cursor else "")
        page = httpx2.get(address, timeout=10, trust_env=False).raise_for_status().json()
        names |= {item["id"]: item["name"] for item in page["data"]}
        cursor = page["meta"]["nextCursor"]
    return names
