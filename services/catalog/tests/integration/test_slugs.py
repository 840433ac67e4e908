"""Slugs in Postgres: a slug is one title's for ever, also when two writers want it at once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from sqlalchemy import select

from catalog.domain.slugs import Slug
from catalog.infrastructure.tables import slugs
from catalog.infrastructure.writing.unit_of_work import SqlUnitOfWork
from chassis.transaction import Transaction

if TYPE_CHECKING:
    from services.catalog.tests.conftest import Make
    from services.catalog.tests.integration.conftest import Catalog

pytestmark = pytest.mark.integration

OLD, NEW = UUID(int=1), UUID(int=2)


async def owners(catalog: Catalog) -> dict[str, tuple[UUID, bool]]:
    """Give whose each slug is, and whether it is the current one."""
    async with catalog.container.foundation.engine.connect() as connection:
        return {row.slug: (row.media_id, row.current) for row in await connection.execute(select(slugs))}


async def test_a_slug_of_another_title_is_not_given(catalog: Catalog) -> None:
    async with catalog.container.foundation.transactions.begin() as transaction:
        work = SqlUnitOfWork(transaction)
        assert await work.take_slugs([Slug("movie", "dune", OLD, "dune", 1)]) == {OLD}
        assert await work.take_slugs([Slug("movie", "dune", NEW, "dune", 1), Slug("show", "dune", NEW, "dune", 1)]) == {
            NEW
        }
        assert await work.slug_owners([("movie", "dune"), ("show", "dune"), ("movie", "free")]) == {
            ("movie", "dune"): OLD,
            ("show", "dune"): NEW,
        }
        assert (await work.current_slugs([OLD]))[OLD] == Slug("movie", "dune", OLD, "dune", 1)


async def test_a_writer_that_comes_second_takes_the_next(catalog: Catalog, make: Make) -> None:
    waiting = asyncio.Event()

    async def first(transaction: Transaction) -> None:
        await SqlUnitOfWork(transaction).take_slugs([Slug("movie", "dune", OLD, "dune", 1)])
        waiting.set()
        await asyncio.sleep(0.3)
        await transaction.commit()

    async with catalog.container.foundation.transactions.begin() as transaction:
        holding = asyncio.create_task(first(transaction))
        await waiting.wait()
        await catalog.take(make.film(5, title="Dune"))
        await holding

    found = await owners(catalog)
    assert found["dune"] == (OLD, True)
    assert set(found) == {"dune", "dune-5"}
