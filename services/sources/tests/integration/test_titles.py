"""Files get the titles that have been imported, in whatever order these come."""

import asyncio
from collections.abc import Sequence
from datetime import date
from functools import partial
from itertools import permutations
from uuid import UUID

import pytest
from services.sources.tests.integration.test_stores import SCAN, SOURCE
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.core.lists.pages import Slice
from chassis.testing.clock import NOON
from chassis.testing.kafka import wait_until
from chassis.testing.records import feed
from contracts.event import encode
from contracts.identity import media_id
from contracts.ingestion import MediaImportedV1, SeasonSummary
from contracts.ingestion.facts import ExternalIds, Translation
from sources.bootstrap import Container
from sources.domain.files.listed import ListedFile
from sources.domain.matching.match import Match, Method
from sources.infrastructure.files.tables import files
from sources.infrastructure.tables import READ_MODEL
from sources.presentation.consumers import routes

pytestmark = pytest.mark.integration

PATHS = (
    "Ada.2021.1080p.mkv",
    "Lost/Season 1/Lost S01E02.mkv",
    "Unknown.2010.mkv",
    "Ида (2013).mkv",
    "x [tmdbid-2].mkv",
)


def movie(number: int, title: str, year: int, version: int = 1) -> MediaImportedV1:
    return MediaImportedV1(
        version=version,
        media_id=media_id("movie", number),
        kind="movie",
        tmdb_id=number,
        external_ids=ExternalIds(imdb=f"tt{number:07}"),
        title=title,
        translations={"ru": Translation(title="Ида")} if title == "Ida" else {},
        release_date=date(year, 5, 1),
        imported_at=NOON,
    )


def show(number: int, title: str, year: int, episodes: int) -> MediaImportedV1:
    return MediaImportedV1(
        version=1,
        media_id=media_id("show", number),
        kind="show",
        tmdb_id=number,
        title=title,
        release_date=date(year, 5, 1),
        seasons=(SeasonSummary(number=1, episode_count=episodes), SeasonSummary(number=2, episode_count=9)),
        imported_at=NOON,
    )


ADA, IDA = movie(1, "Ada", 2021), movie(3, "Ida", 2013)
LOST = show(1, "Lost", 2004, 25)
NUMBERED = movie(2, "Another", 1990)


def newer(event: MediaImportedV1) -> MediaImportedV1:
    return event.model_copy(update={"version": event.version + 1})


async def store(container: Container, paths: Sequence[str] = PATHS) -> None:
    """Store files as a scan does."""
    listed = [ListedFile(path=path, name=path, bytes=1_000, fingerprint="1") for path in paths]
    async with container.units.begin() as work:
        await work.media_sources.save(SOURCE)
        recognized = await container.application.recognize(work.titles, listed)
        await work.files.save(SOURCE.id, recognized, SCAN, NOON)


async def receive(container: Container, *events: MediaImportedV1) -> None:
    records = [encode(event, "ingestion") for event in events]
    consumers = routes(container.application, container.units.within)
    assert await feed(consumers, container.runtime.transactions, *records) == []


async def matched(container: Container) -> dict[str, UUID | None]:
    async with container.runtime.engine.connect() as connection:
        rows = await connection.execute(files.select().where(files.c.gone_at.is_(None)))
        return {row.path: row.media_id for row in rows}


EXPECTED = {
    PATHS[0]: ADA.media_id,
    PATHS[1]: LOST.media_id,
    PATHS[2]: None,
    PATHS[3]: IDA.media_id,
    PATHS[4]: NUMBERED.media_id,
}


async def test_titles_that_come_after_the_files_match_them(container: Container) -> None:
    await store(container)
    assert set((await matched(container)).values()) == {None}
    await receive(container, ADA, LOST, IDA, NUMBERED)
    assert await matched(container) == EXPECTED


async def test_files_that_come_after_the_titles_are_matched(container: Container) -> None:
    await receive(container, ADA, LOST, IDA, NUMBERED)
    await store(container)
    assert await matched(container) == EXPECTED


async def test_titles_wait_for_files_that_are_being_recognized(container: Container) -> None:
    listed = [ListedFile(path=path, name=path, bytes=1_000, fingerprint="1") for path in PATHS]
    async with container.units.begin() as work:
        await work.media_sources.save(SOURCE)
        recognized = await container.application.recognize(work.titles, listed)
        receiving = asyncio.create_task(receive(container, ADA, LOST, IDA, NUMBERED))
        async with container.runtime.engine.connect() as connection:
            await wait_until(partial(_waits, connection), seconds=20, what="the consumer waits")
        await work.files.save(SOURCE.id, recognized, SCAN, NOON)
    await receiving
    assert await matched(container) == EXPECTED


async def _waits(connection: AsyncConnection) -> bool:
    waiting = "select exists(select from pg_locks where locktype = 'advisory' and not granted)"
    return bool((await connection.execute(text(waiting))).scalar_one())


async def test_matches_do_not_depend_on_the_order_of_titles(container: Container) -> None:
    namesake = show(5, "Lost", 1993, 25)
    earlier = movie(1, "Another", 1950, version=0)
    for order in permutations((ADA, earlier, LOST, namesake)):
        async with container.units.begin() as work:
            await work.media_sources.delete(SOURCE.id)
        async with container.runtime.engine.begin() as connection:
            for table in READ_MODEL:
                await connection.execute(table.delete())
        await store(container)
        for event in order:
            await receive(container, event)
            await receive(container, event)
        titles = await matched(container)
        assert (titles[PATHS[0]], titles[PATHS[1]]) == (ADA.media_id, None)


async def test_gone_title_loses_its_files_and_its_successor_gets_those_that_a_user_has_matched(
    container: Container,
) -> None:
    await store(container)
    await receive(container, ADA, LOST)
    async with container.units.begin() as work:
        [chosen] = [
            item
            for item in (await work.matches.unmatched([SOURCE.id], Slice(9))).items
            if item.file.listed.path == PATHS[2]
        ]
        await work.matches.change({chosen.id: Match(ADA.media_id, Method.MANUAL, 1.0)}, NOON)
    await receive(container, ADA.model_copy(update={"version": 2, "gone_at": NOON, "successor_id": IDA.media_id}))
    titles = await matched(container)
    assert (titles[PATHS[0]], titles[PATHS[2]]) == (None, IDA.media_id)


async def test_title_that_returned_keeps_the_files_of_users_when_an_older_event_is_repeated(
    container: Container,
) -> None:
    await store(container)
    gone = ADA.model_copy(update={"version": 2, "gone_at": NOON, "successor_id": IDA.media_id})
    await receive(container, ADA.model_copy(update={"version": 3}))
    async with container.units.begin() as work:
        [file] = await work.matches.versions(ADA.media_id, [SOURCE.id])
        await work.matches.change({file.id: Match(ADA.media_id, Method.MANUAL, 1.0)}, NOON)
    await receive(container, gone)
    assert (await matched(container))[PATHS[0]] == ADA.media_id


async def test_corrected_title_loses_and_gets_files(container: Container) -> None:
    await store(container)
    await receive(container, movie(9, "Unknown", 2010))
    assert (await matched(container))[PATHS[2]] == media_id("movie", 9)
    await receive(container, movie(9, "Known", 2010, version=2))
    assert (await matched(container))[PATHS[2]] is None


async def test_match_of_a_user_is_not_changed_by_titles(container: Container) -> None:
    await store(container)
    await receive(container, ADA)
    async with container.units.begin() as work:
        [file] = await work.matches.versions(ADA.media_id, [SOURCE.id])
        await work.matches.change({file.id: Match(LOST.media_id, Method.MANUAL, 1.0, 1, (1,))}, NOON)
    await receive(container, newer(ADA), LOST)
    assert (await matched(container))[PATHS[0]] == LOST.media_id
