"""The usual sign-in in two statements: the same keys, counts and rules as in the unit of work."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest
import pytest_asyncio
from sqlalchemy import func, insert, select, text, update

from auth.application.sessions.sign_in_ports import Opening
from auth.bootstrap import Container
from auth.domain.security.throttle import FREE_ATTEMPTS, RESET_AFTER, throttle_key
from auth.domain.sessions.client import Client
from auth.domain.sessions.session import SessionRules
from auth.infrastructure.factors.tables import phones, totp_secrets
from auth.infrastructure.sessions.sign_ins import SqlPasswordSignIns
from auth.infrastructure.tables import accounts, audit_entries, login_attempts, refresh_tokens, sessions
from chassis.testing.clock import FixedClock
from chassis.testing.kafka import wait_until

pytestmark = pytest.mark.integration

ADDRESS = "192.0.2.7"
DEVICE = "Kodi/21"
RULES = SessionRules(
    access=timedelta(minutes=10), grace=timedelta(seconds=10), idle=timedelta(days=14), longest=timedelta(days=60)
)
LOCKED = text("select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")

Register = Callable[..., Awaitable[dict[str, str]]]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 5, 4, 12, tzinfo=UTC))


@pytest_asyncio.fixture
async def sign_ins(container: Container, clock: FixedClock) -> SqlPasswordSignIns:
    return SqlPasswordSignIns(container.runtime.reads, RULES, clock)


@pytest_asyncio.fixture
async def ada(container: Container, register: Register) -> UUID:
    tokens = await register()
    async with container.runtime.engine.begin() as connection:
        await connection.execute(update(audit_entries).values(user_agent=DEVICE))
    return UUID(jwt.decode(tokens["accessToken"], options={"verify_signature": False})["sub"])


async def rows(container: Container, table: Any) -> int:
    async with container.runtime.transactions.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


def opening(account_id: UUID, key: bytes = b"", user_agent: str = DEVICE) -> Opening:
    return Opening(uuid4(), account_id, key, uuid4().bytes, Client(ADDRESS, user_agent), ("pwd",))


@pytest.mark.parametrize("identifier", ["ada_l", "ada_l@example.org"])
@pytest.mark.parametrize("address", [ADDRESS, "2001:db8::1", "", "no address"])
async def test_an_attempt_has_the_key_of_its_account(
    sign_ins: SqlPasswordSignIns, ada: UUID, identifier: str, address: str
) -> None:
    counted = await sign_ins.count(identifier, address)

    assert counted is not None
    assert counted.key == throttle_key(str(ada), address)
    assert counted.credentials is not None
    assert counted.credentials.account_id == ada
    assert str(counted.credentials.password_hash).startswith("$argon2id$")


@pytest.mark.parametrize("identifier", ["unknown", "unknown@example.org", "", "ærø\n", "0" * 5_000, "%_'\\"])
async def test_an_attempt_without_an_account_has_the_key_of_its_identifier(
    sign_ins: SqlPasswordSignIns, identifier: str
) -> None:
    counted = await sign_ins.count(identifier, ADDRESS)

    assert counted is not None
    assert (counted.key, counted.credentials) == (throttle_key(identifier, ADDRESS), None)


async def test_attempts_that_begin_a_wait_are_left_to_the_rule(
    container: Container, sign_ins: SqlPasswordSignIns, clock: FixedClock
) -> None:
    counted = await asyncio.gather(*(sign_ins.count("unknown", ADDRESS) for _ in range(20)))

    assert sum(attempt is not None for attempt in counted) == FREE_ATTEMPTS - 1
    async with container.runtime.transactions.read() as connection:
        row = (await connection.execute(select(login_attempts))).mappings().one()
    assert (row["count"], row["last_at"], row["blocked_until"]) == (FREE_ATTEMPTS - 1, clock.instant, clock.instant)

    clock.instant += RESET_AFTER
    assert await sign_ins.count("unknown", ADDRESS) is not None, "the count begins again"
    async with container.runtime.transactions.read() as connection:
        assert (await connection.execute(select(login_attempts.c.count))).scalar_one() == 1


async def test_an_attempt_during_a_wait_changes_nothing(
    container: Container, sign_ins: SqlPasswordSignIns, clock: FixedClock
) -> None:
    assert await sign_ins.count("unknown", ADDRESS) is not None
    until = clock.instant + timedelta(seconds=1)
    async with container.runtime.engine.begin() as connection:
        await connection.execute(update(login_attempts).values(blocked_until=until))

    assert await sign_ins.count("unknown", ADDRESS) is None
    clock.instant = until
    assert await sign_ins.count("unknown", ADDRESS) is not None


async def test_a_session_is_opened_as_by_the_unit_of_work(
    container: Container, sign_ins: SqlPasswordSignIns, ada: UUID, clock: FixedClock
) -> None:
    attempt = await sign_ins.count("ada_l", ADDRESS)
    assert attempt is not None
    request = opening(ada, attempt.key)

    opened = await sign_ins.open(request)

    assert opened is not None
    assert (opened.session.id, opened.session.account_id, opened.roles) == (request.session_id, ada, ("user",))
    assert (opened.session.methods, opened.session.client, opened.session.generation) == (("pwd",), request.client, 1)
    assert opened.at == opened.session.created_at == opened.session.authenticated_at == clock.instant
    assert opened.session.idle_until == clock.instant + RULES.idle
    assert opened.session.expires_at == clock.instant + RULES.longest
    async with container.runtime.transactions.read() as connection:
        token = (
            await connection.execute(select(refresh_tokens).where(refresh_tokens.c.digest == request.digest))
        ).one()
        entry = (await connection.execute(select(audit_entries).order_by(audit_entries.c.id.desc()).limit(1))).one()
    assert (token.session_id, token.generation) == (request.session_id, 1)
    assert (entry.kind, entry.account_id, entry.actor_id, entry.session_id) == (
        "signed_in",
        ada,
        ada,
        opened.session.id,
    )
    assert (entry.at, entry.address, entry.details) == (clock.instant, ADDRESS, {"methods": "pwd"})
    assert await rows(container, login_attempts) == 0


@pytest.mark.parametrize("reason", ["suspended", "app", "phone", "new device", "deleted"])
async def test_an_account_on_which_a_rule_decides_gets_no_session(
    container: Container, sign_ins: SqlPasswordSignIns, ada: UUID, clock: FixedClock, reason: str
) -> None:
    attempt = await sign_ins.count("ada_l", ADDRESS)
    assert attempt is not None
    of_account = {"account_id": ada, "created_at": clock.instant, "confirmed_at": clock.instant}
    async with container.runtime.engine.begin() as connection:
        if reason == "suspended":
            await connection.execute(update(accounts).values(suspended_at=clock.instant))
        if reason == "app":
            await connection.execute(insert(totp_secrets).values(**of_account, sealed_secret=b"", last_step=0))
        if reason == "phone":
            await connection.execute(insert(phones).values(**of_account, sealed_number=b"", use="second-factor"))
    tables = (sessions, refresh_tokens, audit_entries, login_attempts)
    before = [await rows(container, table) for table in tables]

    user_agent = "Kodi/22" if reason == "new device" else DEVICE
    account_id = uuid4() if reason == "deleted" else ada
    assert await sign_ins.open(opening(account_id, attempt.key, user_agent)) is None
    assert [await rows(container, table) for table in tables] == before


@pytest.mark.parametrize("factor", ["unconfirmed app", "phone to sign in with"])
async def test_factors_that_need_no_second_step_do_not_matter(
    container: Container, sign_ins: SqlPasswordSignIns, ada: UUID, clock: FixedClock, factor: str
) -> None:
    async with container.runtime.engine.begin() as connection:
        if factor == "unconfirmed app":
            app = {"account_id": ada, "created_at": clock.instant, "sealed_secret": b"", "last_step": 0}
            await connection.execute(insert(totp_secrets).values(**app))
        else:
            phone = {"account_id": ada, "created_at": clock.instant, "confirmed_at": clock.instant}
            await connection.execute(insert(phones).values(**phone, sealed_number=b"", use="sign-in"))

    assert await sign_ins.open(opening(ada)) is not None


async def test_a_change_of_roles_in_progress_is_in_the_session(
    container: Container, sign_ins: SqlPasswordSignIns, ada: UUID
) -> None:
    """The statement waits for the lock of the account and reads the roles again."""
    transactions = container.runtime.transactions
    async with transactions.begin() as change, transactions.read() as watching:
        await change.connection.execute(update(accounts).values(roles=["user", "editor"]))
        signing_in = asyncio.create_task(sign_ins.open(opening(ada)))

        async def waits() -> bool:
            return bool((await watching.execute(LOCKED)).all())

        await wait_until(waits, every=0.002, what="a sign-in that waits for the account")
        await change.commit()
    opened = await signing_in
    assert opened is not None
    assert opened.roles == ("user", "editor")
