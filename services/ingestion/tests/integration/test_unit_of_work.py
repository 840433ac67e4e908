"""The unit of work on the real Postgres."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from pydantic import ValidationError
from sqlalchemy import insert, select

from chassis.messaging.outbox import Outbox
from chassis.messaging.transaction import Transactions
from chassis.storage.database import create_engine
from ingestion.application.job_factory import sync_job
from ingestion.domain.events import SignalsCollected
from ingestion.domain.jobs import Priority
from ingestion.domain.titles.facts import TitleKey
from ingestion.infrastructure.tables import outbox, titles
from ingestion.infrastructure.unit_of_work import SqlUnitsOfWork
from jobs.model import Status

if TYPE_CHECKING:
    from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration


async def test_event_that_breaks_its_contract_fails_where_it_is_published(create_database: CreateDatabase) -> None:
    url = (await create_database("ingestion")).app
    engine = create_engine(url, schema="ingestion", application_name="events")
    units = SqlUnitsOfWork(Transactions(engine, Outbox(outbox, schema="ingestion")))
    now = datetime.now(UTC)
    impossible = SignalsCollected(title=TitleKey("movie", 1), observed_at=now, day=now.date(), popularity=-1.0)
    with pytest.raises(ValidationError):
        async with units.begin() as work:
            await work.publish(impossible)
    await engine.dispose()


async def test_the_end_of_an_import_names_all_who_wait_for_it_by_then(create_database: CreateDatabase) -> None:
    url = (await create_database("ingestion")).app
    engine = create_engine(url, schema="ingestion", application_name="events")
    units = SqlUnitsOfWork(Transactions(engine, Outbox(outbox, schema="ingestion")))
    title, now = TitleKey("movie", 653), datetime.now(UTC)
    first, second = UUID(int=1), UUID(int=2)
    async with units.begin() as work:
        [(held, _)] = await work.jobs.add([sync_job(title, now, priority=Priority.USER, requested_by=first)])
        await work.jobs.add([sync_job(title, now, priority=Priority.USER, requested_by=second)])

    async with engine.begin() as connection:
        facts = {"facts": {"title": "Nosferatu"}}
        row = {"version": 1, "observations": {}, "merged": facts, "fetched": {}, "imported_at": now}
        await connection.execute(insert(titles).values(kind="movie", tmdb_id=653, **row))
    async with units.begin() as work:
        await work.job_changed(held)
        await work.job_changed(replace(held, status=Status.READY))

    async with engine.connect() as connection:
        bodies = (await connection.execute(select(outbox.c.body).order_by(outbox.c.id))).scalars()
        published = [json.loads(body) for body in bodies]
    assert [(event["status"], event["title"], set(event["requestedBy"])) for event in published] == [
        ("queued", None, {str(first)}),
        ("ready", "Nosferatu", {str(first), str(second)}),
    ]
    await engine.dispose()
