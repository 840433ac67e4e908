"""The behaviour of a unit of work: one suite for the in-memory store and for Postgres."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from auth.application.accounts.ports import AccountReader, OwnAccount
from auth.application.unit_of_work import UnitOfWork
from auth.domain.accounts.account import Account
from auth.domain.errors import EmailTaken, InvalidInput, UsernameTaken
from auth.domain.events import AccountRegistered
from auth.domain.library.stats import LibraryStats
from auth.domain.security.throttle import Attempts
from auth.domain.sessions.session import Session, SessionRules
from chassis.core.unit_of_work import UnitOfWorkFactory
from chassis.testing.clock import FixedClock

RULES = SessionRules(
    access=timedelta(minutes=10), grace=timedelta(seconds=10), idle=timedelta(days=14), longest=timedelta(days=60)
)


@dataclass(frozen=True)
class Store:
    """An implementation under test; `count_events` returns the number of published events."""

    units: UnitOfWorkFactory[UnitOfWork]
    accounts: AccountReader
    clock: FixedClock
    count_events: Callable[[], Awaitable[int]]

    def account(self, email: str = "Ada@Example.org", username: str = "Ada_L") -> Account:
        return Account(uuid4(), email, username, self.clock.now())

    async def added_account(self) -> Account:
        account = self.account()
        async with self.units.begin() as work:
            await work.accounts.add(account, "hash")
        return account

    async def added_session(self, account: Account, digest: bytes = b"1") -> Session:
        session = Session.open(uuid4(), account.id, self.clock.now(), RULES)
        async with self.units.begin() as work:
            await work.sessions.add(session, digest)
        return session

    async def revoked(self, account_id: UUID, session_id: UUID | None) -> set[UUID]:
        async with self.units.begin() as work:
            return set(await work.sessions.revoke(account_id, session_id, "logout", self.clock.now()))

    async def authenticated_at(self, account_id: UUID, session_id: UUID) -> datetime | None:
        async with self.units.begin() as work:
            return await work.sessions.authenticated_at(account_id, session_id, self.clock.now())


class UnitOfWorkContract:
    """Subclasses provide the fixture `store`."""

    async def test_account_is_found_by_every_spelling_of_its_identifiers(self, store: Store) -> None:
        account = await store.added_account()
        async with store.units.begin() as work:
            for identifier in ("ada@example.org", "ADA@EXAMPLE.ORG.", "ada_l", "ADA_L"):
                credentials = await work.accounts.credentials_of(identifier)
                assert credentials is not None, identifier
                assert (credentials.account_id, credentials.password_hash) == (account.id, "hash")
            assert await work.accounts.credentials_of("bob@example.org") is None

    async def test_email_and_username_are_unique(self, store: Store) -> None:
        await store.added_account()
        for email, username, error in (
            ("ada@EXAMPLE.org", "other", EmailTaken),
            ("other@example.org", "ada_l", UsernameTaken),
            ("ada@example.org", "ada_l", EmailTaken),
        ):
            with pytest.raises(error):
                async with store.units.begin() as work:
                    await work.accounts.add(store.account(email, username), "hash")

    async def test_impossible_domain_is_rejected(self, store: Store) -> None:
        with pytest.raises(InvalidInput, match="email"):
            async with store.units.begin() as work:
                await work.accounts.add(store.account("ada@xn--zz.example"), "hash")

    async def test_state_and_events_are_committed_together(self, store: Store) -> None:
        account = store.account()
        event = AccountRegistered(at=store.clock.now(), account_id=account.id, version=1, roles=("user",))

        async def add(*, fail: bool) -> None:
            async with store.units.begin() as work:
                await work.accounts.add(account, "hash")
                await work.publish(event)
                if fail:
                    raise ValueError("seeded")

        with pytest.raises(ValueError, match="seeded"):
            await add(fail=True)
        async with store.units.begin() as work:
            assert await work.accounts.credentials_of(account.email) is None
        assert await store.count_events() == 0

        await add(fail=False)
        assert await store.count_events() == 1

    async def test_hash_is_replaced_only_if_unchanged(self, store: Store) -> None:
        account = await store.added_account()
        async with store.units.begin() as work:
            await work.accounts.replace_hash(account.id, "another hash", "lost")
            await work.accounts.replace_hash(account.id, "hash", "new hash")
        async with store.units.begin() as work:
            credentials = await work.accounts.credentials_of("ada_l")
        assert credentials is not None
        assert credentials.password_hash == "new hash"

    async def test_tokens_keep_their_generation(self, store: Store) -> None:
        account = await store.added_account()
        session = await store.added_session(account, b"first")
        rotated = session.rotated(b"sealed", store.clock.now(), RULES)
        async with store.units.begin() as work:
            await work.sessions.save_rotation(rotated, b"second")

        async with store.units.begin() as work:
            first, second = await work.sessions.lock_token(b"first"), await work.sessions.lock_token(b"second")
            assert await work.sessions.lock_token(b"unknown") is None

        assert first is not None
        assert second is not None
        assert (first.generation, second.generation) == (1, 2)
        assert first.session == second.session == rotated
        assert second.roles == ("user",)

    async def test_only_active_sessions_are_revoked(self, store: Store) -> None:
        account = await store.added_account()
        first, second, third = [await store.added_session(account, bytes([number])) for number in range(3)]

        assert await store.revoked(uuid4(), first.id) == set(), "the session of another account"
        assert await store.revoked(account.id, first.id) == {first.id}
        assert await store.revoked(account.id, first.id) == set()
        assert await store.revoked(account.id, None) == {second.id, third.id}

        expired = await store.added_session(account, b"expired")
        store.clock.instant += RULES.idle
        assert await store.revoked(account.id, expired.id) == set()

    async def test_account_is_read_by_an_active_session_only(self, store: Store) -> None:
        account = await store.added_account()
        session, revoked = await store.added_session(account, b"1"), await store.added_session(account, b"2")
        await store.revoked(account.id, revoked.id)

        assert await store.accounts.of_active_session(account.id, session.id) == account
        assert await store.accounts.own(account.id, session.id) == OwnAccount(account, LibraryStats())
        assert await store.accounts.own(account.id, None) == OwnAccount(account, LibraryStats())
        assert await store.accounts.own(uuid4(), None) is None
        assert await store.accounts.own(uuid4(), session.id) is None
        assert await store.accounts.own(account.id, revoked.id) is None
        assert await store.accounts.of_active_session(uuid4(), session.id) is None
        assert await store.accounts.of_active_session(account.id, revoked.id) is None
        store.clock.instant += RULES.idle
        assert await store.accounts.of_active_session(account.id, session.id) is None

    async def test_attempts_are_saved_and_cleared(self, store: Store) -> None:
        now = store.clock.now()
        attempts = Attempts(3, now, now + timedelta(seconds=4))
        async with store.units.begin() as work:
            assert await work.attempts.lock(b"key", now) == Attempts.none(now)
            await work.attempts.save(b"key", attempts)
        async with store.units.begin() as work:
            assert await work.attempts.lock(b"key", now) == attempts
            await work.attempts.clear(b"key")
        async with store.units.begin() as work:
            assert await work.attempts.lock(b"key", now) == Attempts.none(now)

    async def test_parallel_attempts_are_all_counted(self, store: Store) -> None:
        now = store.clock.now()

        async def count() -> None:
            async with store.units.begin() as work:
                attempts = await work.attempts.lock(b"key", now)
                await work.attempts.save(b"key", replace(attempts, count=attempts.count + 1))

        await asyncio.gather(*(count() for _ in range(5)))
        async with store.units.begin() as work:
            assert (await work.attempts.lock(b"key", now)).count == 5

    async def test_expired_data_is_deleted(self, store: Store) -> None:
        account = await store.added_account()
        expired, revoked = await store.added_session(account, b"1"), await store.added_session(account, b"2")
        await store.revoked(account.id, revoked.id)
        async with store.units.begin() as work:
            await work.attempts.save(b"key", Attempts(1, store.clock.now(), store.clock.now()))
        store.clock.instant += timedelta(days=2)
        active = await store.added_session(account, b"3")
        async with store.units.begin() as work:
            await work.sessions.save_rotation(active.rotated(b"sealed", store.clock.now(), RULES), b"4")
        store.clock.instant += RULES.idle - timedelta(days=1)
        now = store.clock.now()

        async with store.units.begin() as work:
            assert await work.sessions.delete_expired(now, now) is False
            assert await work.attempts.delete_old(now) is False

        async with store.units.begin() as work:
            assert await work.sessions.lock_token(b"1") is None
            assert await work.sessions.lock_token(b"2") is None
            token = await work.sessions.lock_token(b"4")
            assert (await work.attempts.lock(b"key", now)).count == 0
        assert token is not None
        assert token.session.sealed_successor is None
        assert expired.idle_until < now < token.session.idle_until

    async def test_all_sessions_but_one_are_revoked(self, store: Store) -> None:
        account, stranger = await store.added_account(), store.account("bob@example.org", "bob")
        async with store.units.begin() as work:
            await work.accounts.add(stranger, "hash")
        kept, other = await store.added_session(account, b"1"), await store.added_session(account, b"2")
        foreign = await store.added_session(stranger, b"3")

        async with store.units.begin() as work:
            ended = await work.sessions.revoke(account.id, None, "logout", store.clock.now(), kept=kept.id)

        assert ended == [other.id]
        assert await store.authenticated_at(account.id, kept.id) == kept.created_at
        assert await store.authenticated_at(account.id, other.id) is None
        assert await store.authenticated_at(stranger.id, foreign.id) == foreign.created_at
        assert await store.authenticated_at(account.id, foreign.id) is None, "the session of another account"
        store.clock.instant += RULES.idle
        assert await store.authenticated_at(account.id, kept.id) is None
