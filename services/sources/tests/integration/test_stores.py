"""The stores of sources, files and titles."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from chassis.storage import migrations
from chassis.storage.encryption import CannotOpen
from chassis.testing.clock import NOON
from chassis.testing.records import feed
from contracts.auth import UserDeletedV1
from contracts.event import encode
from devstack.testing.pytest_plugin import CreateDatabase
from sources.bootstrap import Container
from sources.domain.files.listed import ExternalIds, ListedFile, StatedTitle, Streams
from sources.domain.matching.match import Match, Method, RecognizedFile
from sources.domain.matching.title import Title
from sources.domain.media_sources.source import MediaSource, Outage, SourceKind, Visibility
from sources.domain.names.parsed import ParsedName
from sources.infrastructure.files.rows import file_of
from sources.infrastructure.files.tables import files
from sources.presentation.consumers import routes

pytestmark = pytest.mark.integration

USER, OTHER = UUID(int=1), UUID(int=2)
SCAN, NEXT_SCAN = UUID(int=7), UUID(int=8)
MOVIE, SHOW = UUID(int=11), UUID(int=12)
SOURCE = MediaSource(
    id=UUID(int=5),
    kind=SourceKind.WEBDAV,
    name="Movies",
    owner_id=USER,
    visibility=Visibility.PRIVATE,
    configuration={"address": "https://files.example/movies"},
    created_at=NOON,
    updated_at=NOON,
    next_scan_at=NOON,
    outage=Outage(NOON, "unreachable", "the server accepts no connection", NOON + timedelta(minutes=5)),
)
FILE = RecognizedFile(
    ListedFile(
        path="Ada (2021)/Ada.2021.mkv",
        name="Ada (2021)/Ada.2021.mkv",
        bytes=1_000,
        modified_at=NOON,
        fingerprint="1",
        stated=StatedTitle("movie", "Ada", 2021, ExternalIds("tt1", 2, 3)),
        streams=Streams(duration_ms=60_000, audio_codecs=("aac",), languages=("en",)),
    ),
    ParsedName(title="Ada", year=2021, audio_codecs=("AAC",), confidence={"title": 0.9}),
    Match(MOVIE, Method.IDS, 1.0),
    4.5,
)


async def test_source_is_stored_with_credentials_that_open_in_its_row_only(container: Container) -> None:
    async with container.units.begin() as work:
        await work.media_sources.save(SOURCE)
        await work.media_sources.save(replace(SOURCE, id=OTHER, owner_id=OTHER, outage=None))
        await work.media_sources.save_credentials(SOURCE.id, {"password": "open sesame"})
    async with container.units.begin() as work:
        assert await work.media_sources.find(SOURCE.id, lock=True) == SOURCE
        assert [source.id for source in await work.media_sources.visible_to(USER)] == [SOURCE.id]
        assert await work.media_sources.credentials(SOURCE.id) == {"password": "open sesame"}
        assert await work.media_sources.credentials(OTHER) == {}
    async with container.runtime.engine.begin() as connection:
        sealed = (await connection.execute(text("select sealed from credentials"))).scalar_one()
        assert b"sesame" not in sealed
        await connection.execute(text("update credentials set source_id = :other"), {"other": OTHER})
    async with container.units.read() as work:
        with pytest.raises(CannotOpen):
            await work.media_sources.credentials(OTHER)


async def test_sources_are_due_until_they_are_paused(container: Container) -> None:
    async with container.units.begin() as work:
        await work.media_sources.save(SOURCE)
        await work.media_sources.save(replace(SOURCE, id=OTHER, is_paused=True))
        assert [source.id for source in await work.media_sources.due(NOON, 10)] == [SOURCE.id]
        assert await work.media_sources.due(NOON - timedelta(seconds=1), 10) == []
        later = NOON + timedelta(minutes=15)
        for until in (later, NOON):
            await work.media_sources.postpone([SOURCE.id], until)
            assert await work.media_sources.due(later - timedelta(seconds=1), 10) == []
        assert [source.id for source in await work.media_sources.due(later, 10)] == [SOURCE.id]


async def test_files_are_replaced_and_those_that_no_scan_has_shown_are_gone(container: Container) -> None:
    other = replace(FILE, listed=replace(FILE.listed, path="b.mkv"), match=None)
    async with container.units.begin() as work:
        await work.media_sources.save(SOURCE)
        await work.files.save(SOURCE.id, [other, FILE], SCAN, NOON)
        assert await work.files.fingerprints(SOURCE.id, ["b.mkv", "c.mkv"]) == {"b.mkv": "1"}
        await work.files.seen(SOURCE.id, ["b.mkv", FILE.listed.path], [], SCAN, 0)
        await work.files.seen(SOURCE.id, [FILE.listed.path], [], NEXT_SCAN, 0)
        await work.files.seen(SOURCE.id, ["b.mkv"], [], NEXT_SCAN, 0)
        assert await work.files.remove_unseen(SOURCE.id, NEXT_SCAN, NOON) == 1
        assert await work.files.count(SOURCE.id) == 1
        assert await work.files.remove(SOURCE.id, ["b.mkv"], NOON) == 1
        assert await work.files.remove(SOURCE.id, ["b.mkv"], NOON) == 0
    async with container.runtime.engine.connect() as connection:
        rows = (await connection.execute(files.select().order_by(files.c.path))).mappings().all()
    assert [(row["path"], row["gone_at"]) for row in rows] == [(FILE.listed.path, NOON), ("b.mkv", NOON)]
    assert file_of(rows[1]) == other


async def test_match_that_a_user_has_chosen_stays(container: Container) -> None:
    chosen = replace(FILE, match=Match(SHOW, Method.MANUAL, 1.0, 2, (5, 6)))
    async with container.units.begin() as work:
        await work.media_sources.save(SOURCE)
        await work.files.save(SOURCE.id, [chosen], SCAN, NOON)
        changed = replace(FILE, listed=replace(FILE.listed, fingerprint="2"))
        await work.files.save(SOURCE.id, [changed], NEXT_SCAN, NOON)
    async with container.runtime.engine.connect() as connection:
        [row] = (await connection.execute(files.select())).mappings()
    assert file_of(row) == replace(changed, match=chosen.match)


async def test_titles_are_found_by_names_and_ids_in_their_newest_version(container: Container) -> None:
    title = Title(
        media_id=MOVIE,
        kind="movie",
        names=("Amélie", "Le Fabuleux Destin"),
        year=2001,
        ids=ExternalIds("tt2"),
        version=2,
    )
    async with container.units.begin() as work:
        await work.titles.save([replace(title, version=1, names=("Wrong",)), title])
        await work.titles.save([replace(title, version=1, names=("Older",))])
        assert await work.titles.named({"amelie", "older"}) == {"amelie": [title]}
        assert await work.titles.with_ids([ExternalIds(imdb="tt2", tmdb=9)]) == [title]
        assert await work.titles.by_id([MOVIE, SHOW]) == [title]
        await work.titles.save([replace(title, version=3, is_gone=True)])
        assert await work.titles.named({"amelie"}) == {}


async def test_sources_of_a_deleted_user_are_erased(container: Container) -> None:
    async with container.units.begin() as work:
        await work.media_sources.save(SOURCE)
        await work.media_sources.save_credentials(SOURCE.id, {"password": "open sesame"})
        await work.files.save(SOURCE.id, [FILE], SCAN, NOON)
    event = encode(UserDeletedV1(version=2, user_id=USER, deleted_at=NOON), "auth")
    assert (
        await feed(routes(container.application, container.units.within), container.runtime.transactions, event) == []
    )
    async with container.runtime.engine.connect() as connection:
        counts = [
            (await connection.execute(text(f"select count(*) from {table}"))).scalar_one()
            for table in ("media_sources", "credentials", "files")
        ]
    assert counts == [0, 0, 0]


async def test_migrations_go_up_down_up_and_match_the_tables(create_database: CreateDatabase) -> None:
    url = (await create_database("sources", migrate=False)).owner

    await asyncio.to_thread(migrations.upgrade, "sources", url)
    await asyncio.to_thread(migrations.downgrade, "sources", url, "base")
    await asyncio.to_thread(migrations.upgrade, "sources", url)
    await asyncio.to_thread(migrations.check, "sources", url)
