"""A whole service of the chassis: it starts without its neighbours, says how it is, and stops in order."""

import asyncio
from collections.abc import Callable, Sequence
from uuid import UUID, uuid4

import asyncpg
import pytest
from fastapi import APIRouter, FastAPI, Request
from pydantic import SecretStr

from chassis.http.app import create_app
from chassis.http.schemas import Success
from chassis.messaging.consumer import AnyRoute, Delivery, Route
from chassis.messaging.transaction import Transaction, Transactions
from chassis.service_runtime import ServiceRuntime
from chassis.settings import ServiceSettings, prefixed
from chassis.testing import sample_service as notes
from chassis.testing.clients import client_for
from chassis.testing.harness import NotesDatabase, Topic
from chassis.testing.kafka import produce, read_all, wait_until
from chassis.testing.sample_service import NoteChanged, wire
from devstack.servers.kafka import Kafka
from devstack.servers.postgres import Postgres
from devstack.servers.topics import create_topics

pytestmark = pytest.mark.integration

UniqueName = Callable[[str], str]


class NotesSettings(ServiceSettings):
    """Settings of the miniature service."""

    model_config = prefixed("NOTES")


router = APIRouter()


@router.post("/notes/{topic}")
async def write_note(topic: str, request: Request) -> Success[UUID]:
    transactions: Transactions = request.app.state.transactions
    message = wire(topic)
    async with transactions.begin() as transaction:
        await transaction.publish(message)
        await transaction.commit()
    return Success(data=message.event_id)


def service(url: str, bootstrap: str, routes: Sequence[AnyRoute] = ()) -> FastAPI:
    settings = NotesSettings(database_url=SecretStr(url), kafka_bootstrap=bootstrap, shutdown_seconds=5)
    runtime = ServiceRuntime(notes.SCHEMA, settings, outbox_table=notes.outbox, inbox_table=notes.inbox)
    return create_app(
        title="Notes",
        description="A service in miniature",
        routers=[router],
        errors={},
        health=runtime.health,
        lifespan=runtime.lifespan(runtime.worker(routes)),
        state={"transactions": runtime.transactions},
    )


async def test_an_event_goes_round_and_everything_is_closed(
    database: NotesDatabase, topic: str, kafka_bootstrap: str
) -> None:
    before = asyncio.all_tasks()
    app = service(database.url, kafka_bootstrap, [notes.note_route(topic)])
    async with client_for(app) as client:
        assert (await client.post(f"/api/v1/notes/{topic}")).status_code == 200

        async def goes_round() -> bool:
            return await database.count("notes") == 1

        await wait_until(goes_round, what="the note")

        async def says_so() -> bool:
            body = (await client.get("/health/ready")).json()
            return bool(body["checks"]["consumer"] == {"status": "up", "lag": 0})

        await wait_until(says_so, what="lag 0 in readiness")
        response = await client.get("/health/ready")
    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "checks": {
            "database": {"status": "up"},
            "outbox": {"status": "up", "depth": 0, "oldestSeconds": 0.0},
            "consumer": {"status": "up", "lag": 0},
        },
    }
    await wait_until(lambda: asyncio.all_tasks() == before, what="no task left")
    await database.engine.dispose()
    left = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    assert await database.as_superuser(left) == 0


async def test_what_the_last_batch_publishes_still_leaves(
    database: NotesDatabase, topic: str, kafka_bootstrap: str
) -> None:
    begun = asyncio.Event()

    async def slowly(transaction: Transaction, deliveries: Sequence[Delivery[NoteChanged]]) -> None:
        begun.set()
        await asyncio.sleep(0.3)
        await transaction.publish(wire(topic, text="echo", kind="note.echoed.v1"))

    route = Route(topic=topic, event_type=notes.TYPE, model=NoteChanged, apply=slowly)
    app = service(database.url, kafka_bootstrap, [route])
    async with client_for(app):
        await produce(kafka_bootstrap, [wire(topic)])
        await begun.wait()
    kinds = [record.headers["ce_type"] for record in await read_all(kafka_bootstrap, topic)]
    assert sorted(kinds) == ["note.changed.v1", "note.echoed.v1"]
    assert await database.count("outbox") == 0


async def test_an_outbox_that_cannot_be_read_takes_nothing_out_of_rotation(
    database: NotesDatabase, topic: str, kafka_bootstrap: str
) -> None:
    app = service(database.url, kafka_bootstrap, [notes.note_route(topic)])
    locked = await asyncpg.connect(database.superuser_url)
    async with client_for(app) as client:
        await locked.execute("begin; lock table notes.outbox in access exclusive mode")
        for _ in range(3):
            ready = await client.get("/health/ready")
            assert ready.status_code == 200
            assert ready.json()["status"] == "ready"
            assert ready.json()["checks"]["outbox"] == {"status": "down", "reason": "TimeoutError"}
            assert ready.json()["checks"]["database"] == {"status": "up"}
        await locked.close()

        async def responses() -> bool:
            return bool((await client.get("/health/ready")).json()["checks"]["outbox"]["status"] == "up")

        await wait_until(responses, what="the outbox's state")


async def test_postgres_away_at_the_start_is_503_then_recovers(
    fragile_database: NotesDatabase, fragile_postgres: Postgres, topic: str, kafka_bootstrap: str
) -> None:
    await fragile_postgres.stop()
    app = service(fragile_database.url, kafka_bootstrap, [notes.note_route(topic)])
    async with client_for(app) as client:
        response = await client.post(f"/api/v1/notes/{topic}")
        assert response.status_code == 503
        assert response.headers["retry-after"] == "2"
        assert response.json()["error"]["code"] == "SERVICE_UNAVAILABLE"
        assert (await client.get("/health/live")).status_code == 200
        ready = await client.get("/health/ready")
        assert ready.status_code == 503
        assert ready.json()["status"] == "unavailable"
        assert ready.json()["checks"]["database"] == {"status": "down", "reason": "ConnectionRefusedError"}

        await fragile_postgres.start()
        assert (await client.post(f"/api/v1/notes/{topic}")).status_code == 200
        assert (await client.get("/health/ready")).status_code == 200

        async def applied() -> bool:
            return await fragile_database.count("notes") == 1

        await wait_until(applied, what="the note, by relay and consumer that started without a database")


async def test_a_request_in_an_outage_is_503_and_the_next_one_works(
    fragile_database: NotesDatabase, fragile_postgres: Postgres, topic: str, kafka_bootstrap: str
) -> None:
    app = service(fragile_database.url, kafka_bootstrap)
    async with client_for(app) as client:
        statuses = []
        for _ in range(3):
            statuses.append((await client.post(f"/api/v1/notes/{topic}")).status_code)
            await fragile_postgres.stop()
            statuses.append((await client.post(f"/api/v1/notes/{topic}")).status_code)
            await fragile_postgres.start()
    assert statuses == [200, 503] * 3


async def test_kafka_away_at_the_start_leaves_the_api_up(
    database: NotesDatabase, fragile_kafka: Kafka, topic: str
) -> None:
    own_topic = f"notes.{uuid4().hex}"
    await create_topics(fragile_kafka.bootstrap, [Topic(own_topic)])
    await fragile_kafka.stop()
    app = service(database.url, fragile_kafka.bootstrap, [notes.note_route(own_topic)])
    async with client_for(app) as client:
        assert (await client.post(f"/api/v1/notes/{own_topic}")).status_code == 200
        ready = await client.get("/health/ready")
        assert ready.status_code == 200
        assert ready.json()["checks"]["consumer"] == {"status": "degraded"}
        assert ready.json()["checks"]["outbox"]["depth"] == 1
        assert (await client.get("/health/live")).status_code == 200
        await fragile_kafka.start()

        async def applied() -> bool:
            return await database.count("notes") == 1

        await wait_until(applied, seconds=30, what="the note of the outage")


async def test_a_service_without_neighbours_stops_quickly(unused_tcp_port: int) -> None:
    url = f"postgresql://unknown:nothing@127.0.0.1:{unused_tcp_port}/none"
    app = service(url, f"127.0.0.1:{unused_tcp_port}", [notes.note_route("note.changed")])
    # An end that waited for neighbours would take the service's own 20 s, or for ever.
    async with asyncio.timeout(15), client_for(app):
        await asyncio.sleep(0.3)
