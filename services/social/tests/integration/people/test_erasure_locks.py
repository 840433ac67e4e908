"""A request of a user who is erased meanwhile, by a batch of events that holds the user's locks already."""

import asyncio
from pathlib import Path

import pytest
from services.social.tests.society import ADA, BEN, opened
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.storage.database import async_url
from chassis.testing.kafka import wait_until
from devstack.testing.pytest_plugin import CreateDatabase
from social.application.activity.sharing import update_people
from social.application.people.erasing import erase_users
from social.domain.people.person import Person
from social.infrastructure.unit_of_work import SqlUnitOfWork

pytestmark = pytest.mark.integration

_WAITING = text("select count(*) from pg_locks where not granted")


async def test_a_request_that_meets_the_erasure_of_its_user_is_refused(
    create_database: CreateDatabase, tmp_path: Path
) -> None:
    urls = await create_database("social")
    engine = create_async_engine(async_url(urls.superuser))
    async with engine.begin() as connection:
        # Who has waited for as long as this ends as the victim of a deadlock: the request, which waits first.
        await connection.execute(text(f"alter database {urls.name} set deadlock_timeout = '150ms'"))
    await engine.dispose()

    async with opened(urls.app, tmp_path) as society:

        async def is_waiting() -> bool:
            async with society.container.runtime.transactions.read() as connection:
                return bool(await connection.scalar(_WAITING))

        await society.apply(*(society.changed(user_id) for user_id in (ADA, BEN)))
        async with society.container.runtime.transactions.committed() as transaction:
            work = SqlUnitOfWork(transaction)
            await update_people(work, [Person(ADA, 7, society.clock.now())])
            following = asyncio.create_task(society.refusal(ADA, "PUT", f"/following/{BEN}"))
            await wait_until(is_waiting, what="a lock that is waited for")
            await erase_users(work, {ADA}, society.clock.now())
        assert await following == (403, "ACCOUNT_ERASED")
