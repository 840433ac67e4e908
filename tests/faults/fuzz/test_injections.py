"""Texts that mean something to a database, a template or a shell, in every place that takes a text.

None is executed: no request takes as long as a database would sleep, and schema, accounts and titles stay as they were.
"""

import asyncio
import gzip
import time
from typing import Final

import aiohttp
import asyncpg
import pytest
from tests.faults.fuzz.apis import APIS, IDENTITIES, Apis
from tests.faults.fuzz.places import Place, places
from yarl import URL

from devstack.faults.clients.injections import DELAY_SECONDS, DELAYING, PAYLOADS
from devstack.faults.log import Anomaly, FaultLog
from devstack.faults.report import quantile
from devstack.services import SERVICES

REQUESTS: Final = 2500
MANY_REQUESTS: Final = 60_000
AT_ONCE: Final = 8
AGAIN: Final = 3
"""How often a request is sent again that took long, before it counts as a database that slept, or that got a 503."""
BUSY: Final = 503
"""What services respond while the machine is too busy for the database, whatever was sent."""
DELTA_SECONDS: Final = 0.2
LEFT_OUT: Final = (
    "/auth/logout",
    "/auth/sessions",
    "/auth/password",
    "/auth/reauthenticate",
    "/users/me/password",
    "/users/{userId}/sessions",
    "/users/{userId}/suspension",
    "/users/{userId}/roles",
)
"""Operations that would end the session of the test, or the rights of its users."""
OWN_ACCOUNT: Final = "/api/v1/users/me"
SCHEMA: Final = """select n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull
from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
where c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition and a.attnum > 0
and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') order by 1, 2, 3"""
"""Every column, without those of partitions, which services create as time passes."""
NEVER_FEWER: Final = {
    "accounts": "select count(*) from auth.accounts",
    "titles": "select count(*) from catalog.media",
    "scores": "select count(*) from stats.titles",
    "imported titles": "select count(*) from ingestion.titles",
}
"""Requests that are valid with the text in them may add rows: administrators start imports, others register."""
ADMINISTRATORS: Final = "select id from auth.accounts where 'admin' = any(roles) order by id"


def is_left_out(place: Place) -> bool:
    """Return whether no test sends requests of the operation."""
    return any(part in place.template for part in LEFT_OUT) or (place.method, place.template) == ("delete", OWN_ACCOUNT)


async def _state(apis: Apis) -> dict[str, object]:
    """Return what no request of this test may change."""
    queries = {"schema": SCHEMA, "administrators": ADMINISTRATORS}
    return {name: [tuple(row) for row in await apis.stack.fetch(query)] for name, query in queries.items()}


async def _counts(apis: Apis) -> dict[str, int]:
    return {name: int((await apis.stack.fetch(query))[0][0]) for name, query in NEVER_FEWER.items()}


async def _send(http: aiohttp.ClientSession, apis: Apis, where: str, place: Place, text: str, identity: str) -> int:
    """Send a request with a text in a place; return the status, 0 without a response."""
    target, headers, body = place.request(text)
    url = f"{apis.url(where)}{target}"
    try:
        async with http.request(
            place.method, URL(url, encoded=True), headers={**headers, **apis.headers(identity)}, data=body
        ) as response:
            await response.read()
            return response.status
    except (aiohttp.ClientError, TimeoutError):
        return 0


async def _send_again(
    status: int, http: aiohttp.ClientSession, apis: Apis, where: str, place: Place, text: str, identity: str
) -> int:
    """Return the status of a request; one that got a 503 is sent again until it gets another, or is the cause."""
    for pause in range(1, AGAIN + 1):
        if status != BUSY:
            break
        await asyncio.sleep(pause)
        status = await _send(http, apis, where, place, text, identity)
    return status


async def _inject(faults: FaultLog, apis: Apis, number: int) -> None:
    names = ["gateway", *(process.service for process in APIS)]
    documents = {
        name: [place for place in places(await apis.document(name)) if not is_left_out(place)] for name in names
    }
    before, counts = await _state(apis), await _counts(apis)
    seconds: dict[bool, list[float]] = {True: [], False: []}
    busy: list[bool] = []
    queue = iter(range(number))

    async def work(http: aiohttp.ClientSession) -> None:
        for _ in queue:
            where = faults.random.choice(names)
            place, text = faults.random.choice(documents[where]), faults.random.choice(PAYLOADS)
            identity = faults.random.choice(IDENTITIES)
            begun = time.monotonic()
            status = await _send(http, apis, where, place, text, identity)
            passed = time.monotonic() - begun
            busy.append(status == BUSY)
            what = f"{place.label} at {where} as {identity}, {text[:60]!r}"
            faults.performed()
            status = await _send_again(status, http, apis, where, place, text, identity)
            faults.expect(status < 500, Anomaly.SERVER_ERROR, f"{what}: {status}")
            faults.expect(status, Anomaly.NOT_RECOVERED, f"{what}: no response")
            seconds[text in DELAYING].append(passed)
            if passed >= DELAY_SECONDS and "sleep" in text:
                await _repeat(http, where, place, text, identity, what)

    async def _repeat(
        http: aiohttp.ClientSession, where: str, place: Place, text: str, identity: str, what: str
    ) -> None:
        """Send a request again that took long, beside a harmless one: the machine is not busy each time."""
        for _ in range(AGAIN):
            seconds = []
            for sent in (text, "a"):
                begun = time.monotonic()
                await _send(http, apis, where, place, sent, identity)
                seconds.append(time.monotonic() - begun)
            if seconds[0] < DELAY_SECONDS or seconds[1] >= DELAY_SECONDS:
                return
        faults.anomaly(Anomaly.BYPASSED, f"{what}: it slept")

    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as http:
        await asyncio.gather(*(work(http) for _ in range(AT_ONCE)))
    faults.injected("injected text", number)
    delta = quantile(seconds[True], 0.95) - quantile(seconds[False], 0.95)
    faults.note("p95 delta of delaying texts", f"{delta * 1000:+.0f} ms")
    # Far outside: a tenth of the requests that slept would move it by seconds.
    faults.expect(delta < 5 * DELTA_SECONDS, Anomaly.BYPASSED, f"delaying texts take {delta:.1f} s longer")
    faults.note("responses 503 that were repeated", str(sum(busy)))
    faults.note("places", str(sum(map(len, documents.values()))))
    after = await _state(apis)
    for name, value in before.items():
        faults.expect(value == after[name], Anomaly.WRONG_STATE, f"{name} changed")
    for name, count in (await _counts(apis)).items():
        faults.expect(count >= counts[name], Anomaly.LOST, f"{name}: {counts[name]} became {count}")


async def test_no_text_is_executed(faults: FaultLog, apis: Apis) -> None:
    await _inject(faults, apis, REQUESTS)


@pytest.mark.nightly
async def test_no_text_is_executed_in_any_place(faults: FaultLog, apis: Apis) -> None:
    await _inject(faults, apis, MANY_REQUESTS)


async def test_roles_neither_define_tables_nor_read_other_schemas(faults: FaultLog, apis: Apis) -> None:
    """What an injected statement could do at most: the role of a service has no more than its own rows."""
    for service in SERVICES:
        connection = await asyncpg.connect(apis.stack.database_url(service))
        try:
            other = faults.random.choice([name for name in SERVICES if name != service])
            for statement in (
                "create table injected (a int)",
                f"create table {service}.injected (a int)",
                f"drop table {service}.outbox",
                f"truncate {service}.outbox",
                f"alter table {service}.outbox add column injected int",
                f"create function {service}.injected() returns int language sql as 'select 1'",
                f"select * from {other}.outbox",
                "select * from pg_authid",
                "copy (select 1) to program 'true'",
                "alter role current_user superuser",
            ):
                faults.performed()
                faults.injected("forbidden statement")
                try:
                    await connection.execute(statement)
                except asyncpg.PostgresError as error:
                    denied = isinstance(error, asyncpg.InsufficientPrivilegeError | asyncpg.UndefinedTableError)
                    faults.expect(denied, Anomaly.WRONG_STATE, f"{service}: {statement}: {error!r}")
                else:
                    faults.anomaly(Anomaly.BYPASSED, f"{service}: {statement}")
        finally:
            await connection.close()


@pytest.mark.parametrize("identity", IDENTITIES)
async def test_deep_and_packed_bodies_are_rejected(faults: FaultLog, apis: Apis, identity: str) -> None:
    """Bodies that are short and become large, or deep, when they are read; each within every limit of bytes."""
    deep = b"[" * 100_000
    parts = b"".join(b'--x\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n1\r\n' % n for n in range(10_000))
    bodies = {
        "deep list": (deep, "application/json", ""),
        "deep object": (b'{"a":' * 100_000, "application/json", ""),
        "deep and closed": (deep + b"]" * 100_000, "application/json", ""),
        "10,000 parts": (parts + b"--x--\r\n", "multipart/form-data; boundary=x", ""),
        "packed": (_bomb(), "application/json", "gzip"),
        "huge number": (b'{"a": 1' + b"0" * 500_000 + b"}", "application/json", ""),
        "many keys": (b"{" + b",".join(b'"k%d":1' % n for n in range(60_000)) + b"}", "application/json", ""),
    }
    targets = [place for place in places(await apis.document("gateway")) if place.body is not None]
    unique = {(place.method, place.template): place for place in targets if not is_left_out(place)}
    memory = {process: apis.stack.memory(process) for process in APIS}
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as http:
        for name, (data, content_type, encoding) in bodies.items():
            for place in faults.random.sample(list(unique.values()), 12):
                headers = {**apis.headers(identity), "Content-Type": content_type}
                if encoding:
                    headers["Content-Encoding"] = encoding
                url = f"{apis.url('gateway')}{place.request('a')[0]}"
                try:
                    async with http.request(place.method, url, data=data, headers=headers) as response:
                        await response.read()
                        status = response.status
                except aiohttp.ClientError as error:
                    faults.anomaly(Anomaly.NOT_RECOVERED, f"{name} at {place.label}: {error!r}")
                    continue
                faults.performed()
                faults.expect(400 <= status < 500, _kind(status), f"{name} at {place.label}: {status}")
            faults.injected(name)
    growth = max(apis.stack.memory(process) - before for process, before in memory.items())
    faults.note("largest growth", f"{growth / 1024 / 1024:+.0f} MiB")
    faults.expect(growth < 150 * 1024 * 1024, Anomaly.UNBOUNDED, f"memory grew by {growth} bytes")


def _kind(status: int) -> Anomaly:
    return Anomaly.SERVER_ERROR if status >= 500 else Anomaly.BYPASSED


def _bomb() -> bytes:
    """Return a hundred kilobytes that unpack to a hundred megabytes of JSON."""
    return gzip.compress(b'{"a": "' + b"x" * 100_000_000 + b'"}', 1)
