"""The export of a library over HTTP on the real Postgres."""

import asyncio
import csv
import io
import json
import zipfile
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import httpx2
import pytest
import pytest_asyncio
from sqlalchemy import insert

from chassis.storage.lists.snapshots import ROWS
from chassis.testing.clock import NOON
from chassis.testing.tokens import Tokens
from contracts.identity import media_id
from contracts.ingestion import ExternalIds
from library.application.exports.exporting import AT_ONCE
from library.application.plays.journal import append
from library.bootstrap import Container
from library.domain.entries.progress import EpisodeNumber
from library.domain.imports.reading import parse
from library.domain.plays.items import NewItem, NewMark, NewPlay
from library.infrastructure.exports.reading import SqlExportReader
from library.infrastructure.exports.registry import LEFT_OUT, SECTIONS
from library.infrastructure.tables import metadata, saved_items
from library.infrastructure.unit_of_work import SqlUnitOfWork

pytestmark = pytest.mark.integration

USER, OTHER = UUID(int=7), UUID(int=8)
MATRIX: Final = media_id("movie", 603)
SOLARIS: Final = media_id("movie", 593)
UNSEEN: Final = media_id("movie", 594)
SHOW: Final = media_id("show", 1396)
PATH: Final = "/api/v1/me/export"

Record = Callable[..., Awaitable[None]]


@pytest_asyncio.fixture(autouse=True)
async def titles(deliver: Callable[..., Awaitable[None]], imported: Callable[..., Any]) -> None:
    ids = ExternalIds(imdb="tt0133093")
    await deliver(
        imported(603, kind="movie", title="The Matrix", release_date=date(1999, 3, 31), external_ids=ids),
        imported(593, kind="movie", title="=Solaris", release_date=date(1972, 3, 20)),
        imported(594, kind="movie", title="Later"),
        imported(1396, title="The Example"),
    )


@pytest.fixture
def record(container: Container) -> Record:
    async def add(*items: NewItem, user: UUID = USER) -> None:
        async with container.runtime.transactions.begin() as transaction:
            work = SqlUnitOfWork(transaction)
            await work.users.lock(user)
            await append(work, user, ordered=items, now=NOON)
            await transaction.commit()

    return add


@pytest.fixture
def export(client: httpx2.AsyncClient, tokens: Tokens) -> Callable[..., Awaitable[httpx2.Response]]:
    async def get(user: UUID = USER, **params: str) -> httpx2.Response:
        response = await client.get(PATH, params=params, headers=tokens.bearer(user))
        assert response.status_code == 200, response.text
        return response

    return get


Export = Callable[..., Awaitable[httpx2.Response]]


def watched(media: UUID, days: int, **more: Any) -> NewPlay:
    return NewPlay(media_id=media, watched_at=NOON + timedelta(days=days), **more)


def rated(media: UUID, rating: int | None, **more: Any) -> NewMark:
    return NewMark(media_id=media, kind="rating", value=rating, at=NOON, **more)


def tables(response: httpx2.Response) -> dict[str, list[list[str]]]:
    """Return the tables of an archive."""
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.testzip() is None
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    return {name: list(csv.reader(io.StringIO(text, newline=""))) for name, text in texts.items()}


async def test_the_document_has_everything_of_the_user_and_nothing_of_others(
    export: Export, record: Record, client: httpx2.AsyncClient, tokens: Tokens, container: Container
) -> None:
    await record(watched(MATRIX, -2, key="k"), rated(MATRIX, 85), NewPlay(media_id=SHOW, place=EpisodeNumber(1, 2)))
    await record(watched(UNSEEN, -1), user=OTHER)
    created = await client.post("/api/v1/me/lists", json={"name": "Rain"}, headers=tokens.bearer(USER))
    list_id = created.json()["data"]["id"]
    item = {"items": [{"mediaItemId": str(SOLARIS)}]}
    added = await client.post(f"/api/v1/lists/{list_id}/items", json=item, headers=tokens.bearer(USER))
    assert added.status_code < 300, added.text
    async with container.runtime.transactions.begin() as transaction:
        row = {"user_id": USER, "media_id": MATRIX, "list": "for_later", "created_at": NOON, "updated_at": NOON}
        await transaction.connection.execute(insert(saved_items), row)
        await transaction.commit()

    response = await export()
    document = response.json()

    assert (document["format"], document["version"]) == ("marquee", 1)
    assert list(document)[3:] == [section.name for section in SECTIONS]
    assert {title["mediaId"] for title in document["titles"]} == {str(MATRIX), str(SHOW), str(SOLARIS)}
    matrix = next(title for title in document["titles"] if title["mediaId"] == str(MATRIX))
    assert matrix == matrix | {
        "kind": "movie",
        "title": "The Matrix",
        "releaseDate": "1999-03-31",
        "tmdbId": 603,
        "imdbId": "tt0133093",
    }
    first, second = document["plays"]
    assert first == first | {
        "mediaId": str(MATRIX),
        "watchedAt": (NOON - timedelta(days=2)).isoformat(),
        "precision": "instant",
        "origin": "api",
        "key": "k",
    }
    assert second == second | {"season": 1, "episode": 2, "precision": "unknown", "key": f"marquee:{second['id']}"}
    assert second["watchedAt"] is None
    assert [(mark["kind"], mark["value"]) for mark in document["marks"]] == [("rating", 85)]
    assert {entry["mediaId"]: entry["state"] for entry in document["entries"]} == {
        str(MATRIX): "completed",
        str(SHOW): "watching",
    }
    assert [(entry["id"], entry["name"]) for entry in document["lists"]] == [(list_id, "Rain")]
    assert [(member["mediaId"], member["position"]) for member in document["listItems"]] == [(str(SOLARIS), 1)]
    assert [saved["list"] for saved in document["savedItems"]] == ["for_later"]
    assert str(USER) not in response.text
    assert str(UNSEEN) not in response.text


async def test_every_table_with_data_of_users_is_exported_or_left_out_with_a_reason() -> None:
    named = {section.table.name for section in SECTIONS if section.table is not None}
    of_users = {table.name for table in metadata.sorted_tables if "user_id" in table.c}

    assert named & LEFT_OUT.keys() == set()
    assert of_users - named - LEFT_OUT.keys() == set(), "add a section to the registry of exports"
    assert LEFT_OUT.keys() <= of_users


async def test_the_documented_json_is_an_object_and_other_formats_are_texts(client: httpx2.AsyncClient) -> None:
    document = (await client.get("/openapi.json")).json()
    contents = document["paths"]["/api/v1/me/export"]["get"]["responses"]["200"]["content"]
    types = {name: content["schema"]["type"] for name, content in contents.items()}
    assert types == {"application/json": "object", "application/zip": "string", "text/csv": "string"}


async def test_headers_and_an_empty_library(export: Export, client: httpx2.AsyncClient) -> None:
    for form, media_type in (
        ("json", "application/json"),
        ("csv", "application/zip"),
        ("letterboxd", "application/zip"),
        ("imdb", "text/csv; charset=utf-8"),
    ):
        response = await export(format=form)
        assert response.headers["content-type"] == media_type
        assert response.headers["cache-control"] == "private, no-store"
        assert response.headers["content-disposition"].startswith("attachment; filename=")
    assert (await client.get(PATH)).status_code == 401


@pytest.mark.parametrize("params", [{"format": "xml"}, {"timeZone": "Mars/Base"}, {"limit": "5"}])
async def test_an_invalid_parameter_is_named(
    client: httpx2.AsyncClient, tokens: Tokens, params: dict[str, str]
) -> None:
    response = await client.get(PATH, params=params, headers=tokens.bearer(USER))

    assert (response.status_code, response.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert next(iter(params)) in response.text


async def test_the_compressed_document_is_the_same(
    export: Export, record: Record, client: httpx2.AsyncClient, tokens: Tokens
) -> None:
    await record(*(watched(MATRIX, -number) for number in range(1, 1300)))
    plain = await client.get(PATH, headers={**tokens.bearer(USER), "accept-encoding": "identity"})
    packed = await client.get(PATH, headers={**tokens.bearer(USER), "accept-encoding": "gzip"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) == len(plain.content)
    sections = [{**json.loads(response.content), "exportedAt": None} for response in (plain, packed)]
    assert sections[0] == sections[1]
    assert len(sections[0]["plays"]) == 1299 > ROWS


async def test_an_export_is_of_one_moment_and_few_run_at_once(container: Container, record: Record) -> None:
    await record(watched(MATRIX, -1))
    async with SqlExportReader(container.runtime.transactions).open(USER) as snapshot:
        before = [row async for rows in snapshot.section("marks") for row in rows]
        await record(watched(MATRIX, -2))
        plays = [row async for rows in snapshot.section("plays") for row in rows]
    assert (before, len(plays)) == ([], 1)

    exports = container.application.exports
    running, most = 0, 0

    async def one() -> None:
        nonlocal running, most
        async with exports.open(USER):
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1

    await asyncio.gather(*(one() for _ in range(8)))
    assert most == AT_ONCE


async def test_an_archive_has_a_table_per_section_and_no_formula(export: Export, record: Record) -> None:
    notes = NewMark(media_id=SOLARIS, kind="notes", value='=1+1\n"quoted"', at=NOON)
    await record(watched(SOLARIS, -1, causation={"server": "x"}), notes)

    files = tables(await export(format="csv"))

    assert files.keys() == {"titles.csv", "plays.csv", "marks.csv", "entries.csv"}
    [head, play] = files["plays.csv"]
    assert dict(zip(head, play, strict=True))["causation"] == '{"server":"x"}'
    [head, mark] = files["marks.csv"]
    assert dict(zip(head, mark, strict=True))["value"] == '\'=1+1\n"quoted"'
    [head, title] = files["titles.csv"]
    assert dict(zip(head, title, strict=True))["title"] == "'=Solaris"


async def test_letterboxd_gets_diary_ratings_watched_and_watchlist(export: Export, record: Record) -> None:
    await record(
        watched(MATRIX, -1),
        NewPlay(media_id=MATRIX, watched_at=NOON.replace(month=2, hour=0), precision="day"),
        rated(MATRIX, 84),
        NewMark(media_id=MATRIX, kind="tags", value=["calm", "sea"], at=NOON),
        NewMark(media_id=MATRIX, kind="notes", value="private", at=NOON),
        NewPlay(media_id=SOLARIS),
        rated(SOLARIS, 3),
        NewMark(media_id=UNSEEN, kind="state", value="planned", at=NOON),
        NewPlay(media_id=SHOW, place=EpisodeNumber(1, 1), watched_at=NOON),
    )

    response = await export(format="letterboxd", timeZone="Pacific/Kiritimati")
    files = tables(response)

    matrix = ["The Matrix", "1999", "603", "tt0133093"]
    assert files["diary.csv"] == [
        ["Title", "Year", "tmdbID", "imdbID", "Rating", "WatchedDate", "Rewatch", "Tags"],
        # A day stays, an instant is of the day in the zone: 14 hours ahead of UTC.
        [*matrix, "", "2026-02-21", "false", "calm, sea"],
        [*matrix, "4", "2026-11-21", "true", "calm, sea"],
    ]
    solaris = ["'=Solaris", "1972", "593", ""]
    assert files["ratings.csv"][1:] == [[*matrix, "4"], [*solaris, "0.5"]]
    assert files["watched.csv"][1:] == [solaris]
    assert files["watchlist.csv"][1:] == [["Later", "", "594", ""]]
    assert b"private" not in response.content


async def test_files_of_letterboxd_have_at_most_a_megabyte(export: Export, record: Record) -> None:
    tags = NewMark(media_id=MATRIX, kind="tags", value=[f"{number:050}" for number in range(20)], at=NOON)
    await record(tags, *(watched(MATRIX, -number) for number in range(1, 1101)))

    response = await export(format="letterboxd")

    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        sizes = {info.filename: info.file_size for info in archive.infolist() if info.filename.startswith("diary")}
    assert list(sizes) == ["diary.csv", "diary-2.csv"]
    assert max(sizes.values()) <= 1_000_000
    files = tables(response)
    assert len(files["diary.csv"]) + len(files["diary-2.csv"]) == 1100 + 2


async def test_ratings_have_the_columns_of_imdb_and_are_read_again(export: Export, record: Record) -> None:
    await record(watched(MATRIX, -1), rated(MATRIX, 85), rated(SHOW, 40), rated(UNSEEN, 0))

    response = await export(format="imdb")
    rows = list(csv.DictReader(io.StringIO(response.text, newline="")))

    assert sorted((row["Const"], row["Your Rating"], row["Title Type"], row["Year"]) for row in rows) == [
        ("", "1", "Movie", ""),
        ("", "4", "TV Series", ""),
        ("tt0133093", "9", "Movie", "1999"),
    ]
    parsed = parse("imdb.csv", response.content, NOON + timedelta(days=9))
    assert (parsed.format, len(parsed.rows), parsed.rejected) == ("imdb", 3, ())
