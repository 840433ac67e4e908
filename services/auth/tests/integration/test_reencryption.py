"""Rotation of the key of encrypted columns, on Postgres, while users sign in."""

import asyncio
import base64
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from os import urandom
from pathlib import Path
from typing import Any, Protocol

import pytest
import pytest_asyncio
from services.auth.tests.factor_support import FactorUser
from services.auth.tests.integration.conftest import MakeSettings
from sqlalchemy import select, update

from auth.api import create_api
from auth.bootstrap import Container, build
from auth.infrastructure.security.sealed_columns import SEALED
from auth.infrastructure.tables import metadata, phones, totp_secrets
from chassis.messaging.transaction import Transaction, UnitsOfWork
from chassis.storage.encryption import KEY_BYTES, read_keyring
from chassis.storage.reencryption.columns import SqlSealedColumns
from chassis.storage.reencryption.command import reencrypt
from chassis.storage.reencryption.job import Batch, Reencrypt, Resealed, SealedColumns
from chassis.testing.clients import client_for
from chassis.testing.clock import FixedClock
from devstack.testing.pytest_plugin import DatabaseUrls

pytestmark = pytest.mark.integration

USERS = 3
NAMES = ("totp_secrets.sealed_secret", "phones.sealed_number", "one_time_codes.sealed_key")
SETTING = "AUTH_ENCRYPTION_KEY_FILES"
SEALED_WITH_TOKENS = {"sealed_successor"}
"""Sealed with a refresh token, and not with the keyring."""


class Replica(Protocol):
    async def __call__(self, *keys: Path) -> FactorUser: ...


@pytest.fixture
def old_key(encryption_key: Path) -> Path:
    return encryption_key


@pytest.fixture
def new_key(tmp_path: Path) -> Path:
    path = tmp_path / "new"
    path.write_bytes(base64.b64encode(urandom(KEY_BYTES)))
    return path


@pytest_asyncio.fixture
async def replica(urls: DatabaseUrls, make_settings: MakeSettings) -> AsyncIterator[Replica]:
    """Start a replica with a ring of keys; all of them have one clock."""
    # Tokens are verified by the time of the machine, and every sign-in takes a step of the clock.
    clock = FixedClock(datetime.now(UTC) - timedelta(minutes=50))
    async with AsyncExitStack() as stack:

        async def start(*keys: Path) -> FactorUser:
            container = build(make_settings(urls, encryption_key_files=keys, access_seconds=3600), clock=clock)
            stack.push_async_callback(container.runtime.engine.dispose)
            client = await stack.enter_async_context(client_for(create_api(container)))
            return FactorUser(client, container, clock)

        yield start


async def enrolled(at: FactorUser) -> list[FactorUser]:
    """Register users with an app, a telephone and a code that waits."""
    users = []
    for number in range(USERS):
        user = FactorUser(at.client, at.container, at.clock, f"user_{number}")
        await user.register()
        await user.enable_totp()
        phone = {"number": f"+4420712345{number}0", "use": "second-factor"}
        assert (await user.send("PUT", "/factors/phone", phone)).status_code == 202
        await user.request_code()
        users.append(user)
    return users


async def sign_in(users: Sequence[FactorUser], at: FactorUser) -> None:
    """Sign every user in with the next step of the app, all at the same time, at one replica."""
    users[0].next_step()
    for user in users:
        user.client = at.client
    responses = await asyncio.gather(*(user.second_step("totp", code=user.totp_code()) for user in users))
    assert [response.status_code for response in responses] == [200] * len(users)


async def headers(container: Container) -> set[bytes]:
    """Return what names the keys of all stored values."""
    names = set()
    async with container.runtime.transactions.read() as connection:
        for sealed in SEALED:
            values = list((await connection.execute(select(sealed.column))).scalars())
            assert len(values) >= USERS, sealed.name
            names |= {value[:9] for value in values}
    return names


class Interrupted(Exception):
    """The process was stopped."""


@dataclass
class Stop:
    """How many batches are left until the job stops; null if it does not."""

    batches: int | None


class StoppingColumns:
    """Stops after some batches."""

    def __init__(self, columns: SqlSealedColumns, stop: Stop) -> None:
        self._columns = columns
        self._stop = stop

    @property
    def names(self) -> Sequence[str]:
        return self._columns.names

    async def reseal(self, name: str, after: tuple[Any, ...] | None) -> Batch:
        if self._stop.batches is not None:
            if self._stop.batches == 0:
                raise Interrupted
            self._stop.batches -= 1
        return await self._columns.reseal(name, after)


def one_by_one(container: Container, batches: int | None = None) -> Reencrypt:
    """Return a job that commits each row; it stops after a number of them."""
    keyring = read_keyring(container.settings.encryption_key_files)
    stop = Stop(batches)

    def columns(transaction: Transaction) -> SealedColumns:
        sealed = SqlSealedColumns(transaction.connection, keyring, SEALED, rows=1)
        return StoppingColumns(sealed, stop)

    return Reencrypt(UnitsOfWork(container.runtime.transactions, columns))


def test_every_sealed_column_is_encrypted_again() -> None:
    columns = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.c
        if column.name.startswith("sealed") and column.name not in SEALED_WITH_TOKENS
    }
    assert {sealed.name for sealed in SEALED} == columns


async def test_a_key_is_rotated_while_users_sign_in(
    replica: Replica, old_key: Path, new_key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = await replica(old_key)
    users = await enrolled(before)
    await sign_in(users, before)

    both = await replica(old_key, new_key)
    await sign_in(users, both)
    await sign_in(users, before)

    after = await replica(new_key, old_key)
    await sign_in(users, after)
    # The other replicas still write with the old key, and read what the new one has sealed.
    await sign_in(users, both)
    ended = asyncio.Event()

    async def keep_signing_in() -> int:
        rounds = 0
        while not ended.is_set() or rounds < 2:
            await sign_in(users, (after, both)[rounds % 2])
            rounds += 1
        return rounds

    signing_in = asyncio.create_task(keep_signing_in())
    await one_by_one(after.container)()
    ended.set()
    assert await signing_in >= 2

    # Every replica has the new key first now.
    await reencrypt(after.container.reencrypt, SETTING)
    capsys.readouterr()
    await reencrypt(after.container.reencrypt, SETTING)
    assert capsys.readouterr().out == "".join(f"{name}: 0 encrypted again, 0 unreadable\n" for name in NAMES)
    assert await headers(after.container) == {read_keyring([new_key]).header}

    alone = await replica(new_key)
    await sign_in(users, alone)
    assert (await users[0].send("GET", "/factors", token=await _token(users[0]))).json()["data"]["totp"]


async def _token(user: FactorUser) -> str:
    user.next_step()
    response = await user.second_step("totp", code=user.totp_code())
    token: str = response.json()["data"]["accessToken"]
    return token


async def test_a_stopped_job_goes_on_with_the_rest_and_two_jobs_share_the_work(
    replica: Replica, old_key: Path, new_key: Path
) -> None:
    users = await enrolled(await replica(old_key))
    after = await replica(new_key, old_key)
    with pytest.raises(Interrupted):
        await one_by_one(after.container, 2)()
    results = await asyncio.gather(*(one_by_one(after.container)() for _ in range(2)))

    resealed = [sum(result[name].resealed for result in results) for name in NAMES]
    assert resealed[:2] == [USERS - 2, USERS]
    assert resealed[2] >= USERS
    assert await headers(after.container) == {read_keyring([new_key]).header}
    await sign_in(users, await replica(new_key))


async def test_an_unreadable_value_is_counted_and_stops_no_other(
    replica: Replica, old_key: Path, new_key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await enrolled(await replica(old_key))
    after = await replica(new_key, old_key)
    async with after.container.runtime.engine.begin() as connection:
        first = select(totp_secrets.c.account_id).order_by(totp_secrets.c.account_id).limit(1).scalar_subquery()
        # A value of another row, which is bound to that one.
        moved = select(phones.c.sealed_number).limit(1).scalar_subquery()
        statement = update(totp_secrets).where(totp_secrets.c.account_id == first).values(sealed_secret=moved)
        await connection.execute(statement)

    with pytest.raises(SystemExit, match=r"^1 values are encrypted with a key that is not in"):
        await reencrypt(after.container.reencrypt, SETTING)

    first_line = capsys.readouterr().out.splitlines()[0]
    assert first_line == f"totp_secrets.sealed_secret: {USERS - 1} encrypted again, 1 unreadable"
    result = await one_by_one(after.container)()
    assert result["totp_secrets.sealed_secret"] == Resealed(0, 1)
