"""Users list the files of the sources that they see."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx2
import pytest
from services.sources.tests.integration.test_stores import NEXT_SCAN, SOURCE, USER
from services.sources.tests.integration.test_titles import ADA, receive
from services.sources.tests.integration.test_versions import API, EVERYONE, PRIVATE, file_in, store
from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from sources.application.matching.ports import FileFilter, FileState
from sources.bootstrap import Container
from sources.infrastructure.files import listing
from sources.infrastructure.files.listing import chosen, examined
from sources.infrastructure.files.rows import file_id

pytestmark = pytest.mark.integration

FILES: Final = f"{API}/{SOURCE.id}/files"
PATHS: Final = ("Ada (2021)/Ada.2021.mkv", "Holiday/snow.mkv", "Holiday/ÄRGER 100%_done.mkv", "Old/Ада.mkv", "z.mkv")
ADMIN: Final = UUID(int=77)


@pytest.fixture(autouse=True)
async def filled(container: Container) -> None:
    """Store a source whose last two files are gone, and sources of another user."""
    await receive(container, ADA)
    await store(container, SOURCE, *PATHS)
    async with container.units.begin() as work:
        await work.files.remove(SOURCE.id, PATHS[3:], NOON)
    await store(container, EVERYONE, "Shared.mkv")
    await store(container, PRIVATE, "Secret.mkv")


async def listed(
    client: httpx2.AsyncClient, tokens: Tokens, query: str = "", files: str = FILES
) -> tuple[list[str], dict[str, Any]]:
    response = await client.get(f"{files}?{query}", headers=tokens.bearer(USER))
    assert response.status_code == 200, response.text
    assert response.headers["Cache-Control"] == "private, no-store"
    return [item["path"] for item in response.json()["data"]], response.json()["meta"]


async def all_pages(client: httpx2.AsyncClient, tokens: Tokens, query: str) -> list[list[str]]:
    pages, cursor = list[list[str]](), ""
    while len(pages) < 10:
        paths, meta = await listed(client, tokens, f"{query}{cursor}")
        pages.append(paths)
        assert meta["hasMore"] is (meta["nextCursor"] is not None)
        if not meta["hasMore"]:
            return pages
        cursor = f"&cursor={meta['nextCursor']}"
    raise AssertionError(f"the pages do not end: {pages}")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", PATHS[:3]),
        ("state=matched", PATHS[:1]),
        ("state=unmatched", PATHS[1:3]),
        ("state=gone", PATHS[3:]),
        ("search=HOLIDAY", PATHS[1:3]),
        (f"search={quote('ärger')}", PATHS[2:3]),
        (f"search={quote('АДА')}&state=gone", PATHS[3:4]),
        ("search=ada&state=unmatched", ()),
        (f"search={quote('0%_d')}", PATHS[2:3]),
        ("search=%25", PATHS[2:3]),
        ("search=_", PATHS[2:3]),
        (f"search={quote(chr(92))}", ()),
    ],
)
async def test_files_are_chosen_by_state_and_by_a_part_of_the_path(
    client: httpx2.AsyncClient, tokens: Tokens, query: str, expected: tuple[str, ...]
) -> None:
    assert await listed(client, tokens, query) == (
        list(expected),
        {"count": len(expected), "total": None, "limit": 20, "offset": 0, "hasMore": False, "nextCursor": None},
    )


async def test_file_has_its_title_and_states_since_when_it_is_gone(client: httpx2.AsyncClient, tokens: Tokens) -> None:
    [item] = (await client.get(f"{FILES}?state=matched", headers=tokens.bearer(USER))).json()["data"]
    assert (item["id"], item["sourceName"]) == (str(file_id(SOURCE.id, PATHS[0])), "Movies")
    assert (item["match"]["mediaId"], item["goneAt"]) == (str(ADA.media_id), None)
    gone = (await client.get(f"{FILES}?state=gone", headers=tokens.bearer(USER))).json()["data"]
    assert [item["goneAt"] for item in gone] == [f"{NOON:%Y-%m-%dT%H:%M:%SZ}"] * 2
    assert (await client.get(f"{file_in(SOURCE, PATHS[4])}/content", headers=tokens.bearer(USER))).status_code == 404


@pytest.mark.parametrize("query", ["", "state=unmatched", "search=holiday"])
async def test_pages_have_every_file_once_in_the_order_of_paths(
    client: httpx2.AsyncClient, tokens: Tokens, query: str
) -> None:
    (whole,) = await all_pages(client, tokens, query)
    assert await all_pages(client, tokens, f"limit=1&{query}") == [[path] for path in whole]
    assert (await listed(client, tokens, f"limit=1&offset=1&{query}"))[0] == whole[1:2]


async def test_page_continues_behind_a_file_that_has_gone(
    client: httpx2.AsyncClient, tokens: Tokens, container: Container
) -> None:
    _, meta = await listed(client, tokens, "limit=1")
    async with container.units.begin() as work:
        await work.files.remove(SOURCE.id, PATHS[:1], NOON)
    assert (await listed(client, tokens, f"limit=1&cursor={meta['nextCursor']}"))[0] == [PATHS[1]]


async def test_search_that_finds_little_ends_each_page_after_a_number_of_files(
    client: httpx2.AsyncClient, tokens: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_EXAMINED", 2)
    assert await all_pages(client, tokens, f"search={quote('ärger')}") == [[], [PATHS[2]], []]
    assert await all_pages(client, tokens, "state=gone&search=z") == [[PATHS[4]], []]
    assert await all_pages(client, tokens, "") == [list(PATHS[:2]), [PATHS[2]], []]


async def test_only_those_who_see_a_source_see_its_files(client: httpx2.AsyncClient, tokens: Tokens) -> None:
    shared = f"{API}/{EVERYONE.id}/files"
    assert (await listed(client, tokens, files=shared))[0] == ["Shared.mkv"]
    for source_id in (PRIVATE.id, uuid4()):
        hidden = await client.get(f"{API}/{source_id}/files", headers=tokens.bearer(USER))
        assert (hidden.status_code, hidden.json()["error"]["code"]) == (404, "SOURCE_NOT_FOUND")
    admin = await client.get(f"{API}/{PRIVATE.id}/files", headers=tokens.bearer(ADMIN, roles=("admin",)))
    assert [item["path"] for item in admin.json()["data"]] == ["Secret.mkv"]
    assert (await client.get(FILES)).status_code == 401


async def test_invalid_parameter_is_named(client: httpx2.AsyncClient, tokens: Tokens, container: Container) -> None:
    cursor = (await listed(client, tokens, "limit=1"))[1]["nextCursor"]
    other = f"{API}/{EVERYONE.id}/files"
    for address, field in (
        (f"{FILES}?cursor=x", "cursor"),
        (f"{FILES}?cursor={cursor}&state=matched", "cursor"),
        (f"{other}?cursor={cursor}", "cursor"),
        (f"{FILES}?state=lost", "state"),
        (f"{FILES}?search=", "search"),
        (f"{FILES}?search={'x' * 201}", "search"),
        (f"{FILES}?search=%00", "search"),
        (f"{FILES}?limit=101", "limit"),
        (f"{FILES}?offset=10001", "offset"),
    ):
        assert await refused_field(client, tokens, address) == field
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text("delete from files"))
    assert await refused_field(client, tokens, f"{FILES}?cursor={cursor}") == "cursor"


async def refused_field(client: httpx2.AsyncClient, tokens: Tokens, address: str) -> str:
    response = await client.get(address, headers=tokens.bearer(USER))
    assert response.status_code == 400, address
    [problem] = response.json()["error"]["details"]["errors"]
    return str(problem["field"])


FILL: Final = """
insert into files (source_id, path, id, name, bytes, fingerprint, streams, parsed, media_id, episodes, score, scan_id,
                   added_at, changed_at, gone_at, keys)
select '{source}', 'Folder/file ' || lpad(n::text, 6, '0') || '.mkv', gen_random_uuid(), 'x', 1, '1', '{{}}', '{{}}',
       case when n % 100 > 0 then gen_random_uuid() end, '{{}}', 1, '{scan}', now(), now(),
       case when n % 50 = 0 then now() end, '{{}}'
from generate_series(1, 8000) as n
"""


@pytest.mark.parametrize(
    ("state", "index"),
    [
        (None, "pk_files"),
        (FileState.MATCHED, "pk_files"),
        (FileState.UNMATCHED, "ix_files_unmatched"),
        (FileState.GONE, "ix_files_gone"),
    ],
)
@pytest.mark.parametrize("search", [None, "nothing"])
async def test_page_is_read_by_one_index_in_its_order(
    container: Container, state: FileState | None, index: str, search: str | None
) -> None:
    query = chosen(examined(SOURCE.id, "Folder/file 000100.mkv", state), FileFilter(state, search)).limit(21)
    statement = query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})  # type: ignore[no-untyped-call]
    async with container.runtime.engine.begin() as connection:
        await connection.execute(text(FILL.format(source=SOURCE.id, scan=NEXT_SCAN)))
    async with container.runtime.engine.connect() as connection:
        rows = await connection.exec_driver_sql(f"explain (format json) {str(statement).replace('%', '%%')}")
        [explained] = rows.scalar_one()
    nodes = list(nodes_of(explained["Plan"]))
    assert [node["Index Name"] for node in nodes if "Index Name" in node] == [index]
    assert {node["Node Type"] for node in nodes} <= {"Limit", "Subquery Scan", "Index Scan"}


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes_of(child)
