"""Registration, sign-in, refresh and sign-out, with the store in memory."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from services.auth.tests.fakes import InMemoryStore, ReadableAccessTokens, ReadablePasswords
from services.auth.tests.unit_of_work_contract import RULES

from auth.application.accounts.commands import RegisterAccount
from auth.application.accounts.password_policy import PasswordPolicy
from auth.application.accounts.queries import AccountQueries
from auth.application.accounts.registration import EnsureAdministrator, Register, add_account
from auth.application.factors.second_step import FirstStep
from auth.application.housekeeping import DeleteExpired
from auth.application.sessions.opening import SessionOpener
from auth.application.sessions.ports import TokenPair
from auth.application.sessions.refresh import Refresh
from auth.application.sessions.sign_in import LogIn, SignIn
from auth.application.sessions.sign_out import LogOut
from auth.application.sessions.tokens import TokenIssuer
from auth.domain.errors import (
    EmailTaken,
    InvalidCredentials,
    InvalidInput,
    InvalidRefreshToken,
    SessionEnded,
    TooManyAttempts,
    UsernameTaken,
)
from auth.domain.events import AccountRegistered, ContactChanged, SessionRevoked, UserChanged
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditKind
from auth.domain.sessions.client import Client

pytestmark = pytest.mark.unit

ADA = RegisterAccount("ada@example.org", "ada_l", "Sesame-0pen")
ADDRESS = "192.0.2.7"


class Service:
    """The use cases on one in-memory store."""

    def __init__(self) -> None:
        self.store = InMemoryStore()
        self.passwords = ReadablePasswords()
        opener, tokens = SessionOpener(RULES), TokenIssuer(ReadableAccessTokens(), RULES)
        self.register = Register(self.store, self.passwords, PasswordPolicy(shortest=8), opener, tokens)
        self.log_in = LogIn(self.store, self.store.identifiers, self.passwords, FirstStep(opener, tokens))
        self._refresh = Refresh(self.store, tokens, RULES)
        self._log_out = LogOut(self.store, RULES)
        self.ensure_administrator = EnsureAdministrator(self.store, self.passwords)
        self.delete_expired = DeleteExpired(self.store, RULES, audit_retention=timedelta(days=400))
        self.queries = AccountQueries(self.store)

    def wait(self, duration: timedelta) -> None:
        self.store.clock.instant += duration

    def revocations(self) -> list[SessionRevoked]:
        return [event for event in self.store.state.events if isinstance(event, SessionRevoked)]

    async def refresh(self, token: str) -> TokenPair:
        return await self._refresh(token, Client(ADDRESS))

    async def log_out(self, account_id: UUID, session_id: UUID, *, everywhere: bool = False) -> None:
        await self._log_out(Actor(account_id, session_id, Client(ADDRESS)), everywhere=everywhere)

    async def sign_in(
        self, password: str = ADA.password, *, identifier: str = "ada_l", address: str = ADDRESS
    ) -> TokenPair:
        return await self.log_in(SignIn(identifier, Client(address), password))


@pytest.fixture
def service() -> Service:
    return Service()


def ids_of(pair: TokenPair) -> tuple[UUID, UUID]:
    """Return the account and the session of a pair."""
    account, session, _ = pair.access_token.split()
    return UUID(account), UUID(session)


async def test_registration_signs_in_and_is_published(service: Service) -> None:
    account_id, session_id = ids_of(await service.register(ADA))

    account = await service.queries.me(account_id, session_id)
    assert (account.email, account.username, account.roles) == ("ada@example.org", "ada_l", ("user",))
    event, changed, contact = service.store.state.events
    assert isinstance(event, AccountRegistered)
    assert isinstance(changed, UserChanged)
    assert (changed.account_id, changed.version, changed.username) == (account_id, 1, "ada_l")
    assert contact == ContactChanged(service.store.clock.now(), account_id, 1, "ada@example.org", email_confirmed=False)
    assert (event.account_id, event.version, event.at) == (account_id, 1, service.store.clock.now())


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"username": "other"}, EmailTaken),
        ({"email": "other@example.org"}, UsernameTaken),
        ({"email": "other@example.org", "username": "x", "password": "short"}, InvalidInput),
    ],
)
async def test_rejected_registration_changes_nothing(
    service: Service, change: dict[str, Any], error: type[Exception]
) -> None:
    await service.register(ADA)
    with pytest.raises(error):
        await service.register(replace(ADA, **change))
    assert (len(service.store.state.accounts), len(service.store.state.events)) == (1, 3)


@pytest.mark.parametrize("identifier", ["ada@example.org", "ADA@example.org", "ada_l", "Ada_L"])
async def test_sign_in_accepts_every_spelling(service: Service, identifier: str) -> None:
    account_id, session_id = ids_of(await service.register(ADA))
    signed_in_account, new_session = ids_of(await service.sign_in(identifier=identifier))
    assert signed_in_account == account_id
    assert new_session != session_id


@pytest.mark.parametrize("identifier", ["ada_l", "unknown"])
async def test_wrong_password_and_unknown_account_take_the_same_path(service: Service, identifier: str) -> None:
    await service.register(ADA)
    with pytest.raises(InvalidCredentials):
        await service.sign_in("wrong", identifier=identifier)
    assert len(service.passwords.verified) == 1


async def test_account_without_a_password_takes_the_path_of_an_unknown_one(service: Service) -> None:
    async with service.store.begin() as work:
        await add_account(work, "grace@example.org", "grace", None, ("user",), Client())

    with pytest.raises(InvalidCredentials):
        await service.sign_in("", identifier="grace")

    assert service.passwords.verified == [None]


@pytest.mark.parametrize("identifier", ["ada_l", "unknown"])
async def test_sixth_attempt_waits_whatever_its_password(service: Service, identifier: str) -> None:
    await service.register(ADA)
    for _ in range(5):
        with pytest.raises(InvalidCredentials):
            await service.sign_in("wrong", identifier=identifier)
    with pytest.raises(TooManyAttempts) as rejection:
        await service.sign_in(identifier=identifier)
    assert rejection.value.retry_after == 1
    assert len(service.passwords.verified) == 5, "a throttled attempt costs no hash"


async def test_wait_ends_and_success_clears_the_count(service: Service) -> None:
    await service.register(ADA)
    for _ in range(5):
        with pytest.raises(InvalidCredentials):
            await service.sign_in("wrong", identifier="ADA@example.org")
    await service.sign_in(address="198.51.100.1")
    service.wait(timedelta(seconds=1))
    await service.sign_in()
    assert service.store.state.attempts == {}


async def test_outdated_hash_is_replaced_at_sign_in(service: Service) -> None:
    await service.register(ADA)
    service.passwords.version = 2
    await service.sign_in()
    assert list(service.store.state.hashes.values()) == [f"v2:{ADA.password}"]


async def test_previous_token_returns_the_same_successor_within_the_grace_period(service: Service) -> None:
    first = await service.register(ADA)
    second = await service.refresh(first.refresh_token)
    service.wait(timedelta(seconds=9))
    assert await service.refresh(first.refresh_token) == second


async def test_reused_token_ends_its_session(service: Service) -> None:
    first = await service.register(ADA)
    second = await service.refresh(first.refresh_token)
    service.wait(timedelta(seconds=10))
    for token in (first.refresh_token, second.refresh_token):
        with pytest.raises(InvalidRefreshToken):
            await service.refresh(token)
    [event] = service.revocations()
    assert (event.session_id, event.reason) == (ids_of(first)[1], "reuse")
    assert event.tokens_expire_at - event.at == RULES.access + RULES.skew


async def test_unknown_token_is_rejected(service: Service) -> None:
    with pytest.raises(InvalidRefreshToken):
        await service.refresh("A" * 43)


@pytest.mark.parametrize(("everywhere", "count"), [(False, 1), (True, 3)])
async def test_sign_out_ends_one_session_or_all(service: Service, everywhere: bool, count: int) -> None:
    account_id, session_id = ids_of(await service.register(ADA))
    for _ in range(2):
        await service.sign_in()
    await service.log_out(account_id, session_id, everywhere=everywhere)
    assert [event.reason for event in service.revocations()] == ["logout"] * count
    with pytest.raises(SessionEnded):
        await service.queries.me(account_id, session_id)


async def test_ended_session_cannot_end_other_sessions(service: Service) -> None:
    account_id, session_id = ids_of(await service.register(ADA))
    await service.log_out(account_id, session_id)
    other = await service.sign_in()
    with pytest.raises(SessionEnded):
        await service.log_out(account_id, session_id, everywhere=True)
    await service.queries.me(*ids_of(other))


async def test_administrator_is_created_once(service: Service) -> None:
    for _ in range(2):
        await service.ensure_administrator(replace(ADA, username="admin"))
    [account] = service.store.state.accounts.values()
    assert (account.username, account.roles) == ("admin", ("user", "admin"))


async def test_registered_address_never_becomes_administrator(service: Service) -> None:
    await service.register(ADA)
    await service.ensure_administrator(replace(ADA, username="admin"))
    [account] = service.store.state.accounts.values()
    assert account.roles == ("user",)


async def test_administrator_gets_another_username_if_taken(service: Service) -> None:
    await service.register(replace(ADA, username="chief"))
    await service.ensure_administrator(RegisterAccount("root@example.org", "chief", "Sesame-0pen"))
    names = [account.username for account in service.store.state.accounts.values()]
    assert names[0] == "chief"
    assert names[1].startswith("chief_")


async def test_housekeeping_deletes_ended_sessions(service: Service) -> None:
    account_id, session_id = ids_of(await service.register(ADA))
    service.wait(RULES.idle + timedelta(seconds=1))
    await service.delete_expired()
    assert service.store.state.sessions == {}
    assert service.store.state.tokens == {}
    with pytest.raises(SessionEnded):
        await service.queries.me(account_id, session_id)


async def test_account_of_another_session_is_not_readable(service: Service) -> None:
    _, session_id = ids_of(await service.register(ADA))
    with pytest.raises(SessionEnded):
        await service.queries.me(uuid4(), session_id)


def audit_of(service: Service) -> list[tuple[AuditKind, bool]]:
    """Return kind, and whether the account is known, of each entry of the audit log."""
    return [(entry.kind, entry.account_id is not None) for entry in service.store.state.audit]


async def test_sign_ins_are_recorded_and_failures_alike_for_known_and_unknown_accounts(service: Service) -> None:
    await service.register(ADA)
    for identifier in ("ada_l", "unknown"):
        with pytest.raises(InvalidCredentials):
            await service.sign_in("wrong", identifier=identifier)
    account_id, session_id = ids_of(await service.sign_in())
    await service.log_out(account_id, session_id, everywhere=True)
    assert audit_of(service) == [
        (AuditKind.REGISTERED, True),
        (AuditKind.SIGNED_IN, True),
        (AuditKind.SIGN_IN_FAILED, True),
        (AuditKind.SIGN_IN_FAILED, False),
        (AuditKind.SIGNED_IN, True),
        (AuditKind.SIGNED_OUT, True),
    ]
    signed_in, signed_out = service.store.state.audit[-2:]
    assert (signed_in.actor_id, signed_in.session_id, signed_in.client.address) == (account_id, session_id, ADDRESS)
    assert signed_out.details == {"sessions": "2"}
    assert service.store.state.sessions[session_id].client.address == ADDRESS


async def test_reuse_of_a_token_is_recorded_without_an_actor(service: Service) -> None:
    first = await service.register(ADA)
    await service.refresh(first.refresh_token)
    service.wait(timedelta(seconds=10))
    with pytest.raises(InvalidRefreshToken):
        await service.refresh(first.refresh_token)
    entry = service.store.state.audit[-1]
    assert (entry.kind, entry.actor_id, entry.session_id) == (AuditKind.TOKEN_REUSED, None, ids_of(first)[1])
