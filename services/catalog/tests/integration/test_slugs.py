"""Slugs in Postgres: a slug belongs to one title for ever, also when two writers request it at the same time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update

from catalog.domain.slugs import Slug
from catalog.infrastructure.tables import changed_titles, media, outbox, slugs
from catalog.infrastructure.writing.unit_of_work import work_in
from chassis.messaging.transaction import Transaction
from contracts.catalog import MediaPublishedV1
from contracts.identity import media_id

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

OLD, NEW = UUID(int=1), UUID(int=2)


async def owners(catalog: Catalog) -> dict[str, tuple[UUID, bool]]:
    """Return the owner of each slug, and whether it is the current one."""
    async with catalog.container.runtime.engine.connect() as connection:
        return {row.slug: (row.media_id, row.current) for row in await connection.execute(select(slugs))}


async def test_slug_of_another_title_is_not_granted(catalog: Catalog) -> None:
    async with catalog.container.runtime.transactions.begin() as transaction:
        work = work_in(transaction)
        assert set(await work.take_slugs([Slug("movie", "dune", OLD, "dune", 1)])) == {OLD}
        granted_slugs = await work.take_slugs([Slug(kind, "dune", NEW, "dune", 1) for kind in ("movie", "show")])
        assert set(granted_slugs) == {NEW}
        present = await work.present_slugs([OLD], [("movie", "dune"), ("show", "dune"), ("movie", "free")])
        assert present.owners == {("movie", "dune"): OLD, ("show", "dune"): NEW}
        assert present.current == {OLD: Slug("movie", "dune", OLD, "dune", 1)}


async def test_second_writer_gets_the_next_candidate(catalog: Catalog, make: Make) -> None:
    waiting = asyncio.Event()

    async def first(transaction: Transaction) -> None:
        await work_in(transaction).take_slugs([Slug("movie", "dune", OLD, "dune", 1)])
        waiting.set()
        await asyncio.sleep(0.3)
        await transaction.commit()

    async with catalog.container.runtime.transactions.begin() as transaction:
        holding = asyncio.create_task(first(transaction))
        await waiting.wait()
        await catalog.apply(make.movie(5, title="Dune"))
        await holding

    owner_of = await owners(catalog)
    assert owner_of["dune"] == (OLD, True)
    assert set(owner_of) == {"dune", "dune-5"}


async def published(catalog: Catalog) -> list[MediaPublishedV1]:
    """Return the events of slugs in the outbox, oldest first."""
    query = select(outbox.c.body).where(outbox.c.topic == MediaPublishedV1.topic).order_by(outbox.c.id)
    async with catalog.container.runtime.engine.connect() as connection:
        rows = await connection.execute(query)
        return [MediaPublishedV1.model_validate_json(row.body) for row in rows]


async def test_slug_and_its_event_are_committed_together(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(5, title="Dune"))
    await catalog.apply(make.movie(5, title="Dune", version=2), make.show(5, title="Dune"))
    await catalog.apply(make.movie(5, title="Dune: Part One", version=3))

    events = await published(catalog)
    assert [(event.kind, event.slug) for event in events] == [
        ("movie", "dune"),
        ("show", "dune"),
        ("movie", "dune-part-one"),
    ]
    assert events[0].media_id == media_id("movie", 5)
    assert events[0].version < events[2].version


async def test_slugs_without_a_published_version_are_published_once(catalog: Catalog, make: Make) -> None:
    await catalog.apply(*(make.movie(number) for number in range(1, 4)))
    engine = catalog.container.runtime.engine
    async with engine.begin() as connection:
        await connection.execute(outbox.delete())
        await connection.execute(
            update(slugs).where(slugs.c.slug.in_(["title-1", "title-3"])).values(published_version=None)
        )
        await connection.execute(insert(changed_titles).from_select(["media_id"], select(slugs.c.media_id)))

    await catalog.container.application.publish_slugs()
    await catalog.container.application.publish_slugs()

    assert sorted(event.slug for event in await published(catalog)) == ["title-1", "title-3"]


async def test_hidden_and_shown_title_is_published_each_time(catalog: Catalog, make: Make) -> None:
    await catalog.apply(make.movie(1), make.movie(2))
    engine = catalog.container.runtime.engine
    hidden = media.update().where(media.c.media_id == media_id("movie", 1))
    for value in (True, False):
        async with engine.begin() as connection:
            await connection.execute(hidden.values(hidden=value))
        await catalog.container.application.publish_slugs()

    events = [event for event in await published(catalog) if event.media_id == media_id("movie", 1)]
    assert [event.listed for event in events] == [True, False, True]
    assert {event.title for event in events} == {"Title 1"}
    assert [event.version for event in events] == sorted({event.version for event in events})
