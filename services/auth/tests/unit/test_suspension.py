"""Suspension of accounts, with the store in memory."""

from uuid import uuid4

import pytest
from services.auth.tests.fakes import InMemoryStore, ReadableAccessTokens, ReadablePasswords
from services.auth.tests.unit_of_work_contract import RULES

from auth.application.administration.suspension import Suspend, Suspension
from auth.application.factors.second_step import FirstStep
from auth.application.sessions.opening import SessionOpener
from auth.application.sessions.refresh import Refresh
from auth.application.sessions.sign_in import LogIn, SignIn
from auth.application.sessions.tokens import OpenSession, TokenIssuer
from auth.domain.accounts.account import Account, Role
from auth.domain.administration.suspension import end_suspension, suspend
from auth.domain.errors import (
    AccountNotFound,
    AccountSuspended,
    AuthError,
    InvalidCredentials,
    InvalidRefreshToken,
    LastAdministrator,
    OwnSuspension,
    SessionEnded,
)
from auth.domain.events import SessionRevoked
from auth.domain.security.actor import Actor
from auth.domain.security.audit import AuditKind
from auth.domain.sessions.client import Client
from chassis.testing.clock import FixedClock

pytestmark = pytest.mark.unit

USER: tuple[Role, ...] = ("user",)
ADMIN: tuple[Role, ...] = ("user", "admin")
PASSWORD = "Sesame-0pen"
CLIENT = Client("192.0.2.7", "Test/1")


def account(roles: tuple[Role, ...] = USER) -> Account:
    return Account(uuid4(), "ada@example.org", "ada", FixedClock().now(), roles)


def test_a_suspension_is_a_new_version_and_a_second_one_changes_nothing() -> None:
    now, before = FixedClock().now(), account()
    after = suspend(before, now, by=uuid4(), has_other_administrator=False)
    assert (after.suspended_at, after.version) == (now, 2)
    assert suspend(after, now, by=uuid4(), has_other_administrator=False) is after
    active = end_suspension(after)
    assert (active.suspended_at, active.version) == (None, 3)
    assert end_suspension(active) is active


@pytest.mark.parametrize(("own", "others", "error"), [(True, True, OwnSuspension), (False, False, LastAdministrator)])
def test_an_administrator_who_can_sign_in_remains(own: bool, others: bool, error: type[AuthError]) -> None:
    admin = account(ADMIN)
    by = admin.id if own else uuid4()
    with pytest.raises(error):
        suspend(admin, FixedClock().now(), by=by, has_other_administrator=others)


class Service:
    """The use cases on one in-memory store."""

    def __init__(self) -> None:
        self.store = InMemoryStore()
        passwords = ReadablePasswords()
        self.passwords = passwords
        self.opener = SessionOpener(RULES)
        tokens = TokenIssuer(ReadableAccessTokens(), RULES)
        self.suspension = Suspension(self.store, RULES)
        self.refresh = Refresh(self.store, tokens, RULES)
        self.log_in = LogIn(self.store, self.store.identifiers, passwords, FirstStep(self.opener, tokens))

    async def signed_in(self, username: str, roles: tuple[Role, ...] = USER) -> OpenSession:
        account = Account(uuid4(), f"{username}@example.org", username, self.store.clock.now(), roles)
        async with self.store.begin() as work:
            await work.accounts.add(account, await self.passwords.hash(PASSWORD))
            return await self.opener.open(work, account.id, CLIENT, ("pwd",))


def of(session: OpenSession) -> Actor:
    return Actor(session.account_id, session.session_id, CLIENT)


async def test_a_suspended_user_is_signed_out_and_cannot_sign_in() -> None:
    service = Service()
    root, ada = await service.signed_in("root", ADMIN), await service.signed_in("ada")

    await service.suspension.suspend(Suspend(ada.account_id, of(root), "spam"))

    with pytest.raises(InvalidRefreshToken):
        await service.refresh(ada.refresh_token.text, CLIENT)
    with pytest.raises(AccountSuspended):
        await service.log_in(SignIn("ada", CLIENT, PASSWORD))
    with pytest.raises(InvalidCredentials):
        await service.log_in(SignIn("ada", CLIENT, "Wr0ng-password"))
    [revoked] = [event for event in service.store.state.events if isinstance(event, SessionRevoked)]
    assert (revoked.session_id, revoked.reason) == (ada.session_id, "admin")
    [entry] = [entry for entry in service.store.state.audit if entry.kind is AuditKind.SUSPENDED]
    assert (entry.account_id, entry.actor_id, entry.session_id) == (ada.account_id, root.account_id, root.session_id)
    ended = {"sessions": "1", "api_keys": "0", "devices": "0", "device_sign_ins": "0"}
    assert (entry.client, entry.details) == (CLIENT, ended | {"reason": "spam"})

    await service.suspension.end(ada.account_id, of(root))
    assert (await service.log_in(SignIn("ada", CLIENT, PASSWORD))).access_token.endswith(" user")


async def test_only_an_active_administrator_suspends_and_signs_out() -> None:
    service = Service()
    root, ada = await service.signed_in("root", ADMIN), await service.signed_in("ada")
    viewer = await service.signed_in("eve", ("user", "viewer"))
    for by in (ada, viewer):
        with pytest.raises(SessionEnded):
            await service.suspension.suspend(Suspend(root.account_id, of(by)))
        with pytest.raises(SessionEnded):
            await service.suspension.end(root.account_id, of(by))
        with pytest.raises(SessionEnded):
            await service.suspension.end_sessions(root.account_id, of(by))
    with pytest.raises(AccountNotFound):
        await service.suspension.suspend(Suspend(uuid4(), of(root)))
    assert all(one.suspended_at is None for one in service.store.state.accounts.values())


async def test_an_administrator_signs_a_user_out_everywhere() -> None:
    service = Service()
    root, ada = await service.signed_in("root", ADMIN), await service.signed_in("ada")
    await service.log_in(SignIn("ada", CLIENT, PASSWORD))
    assert await service.suspension.end_sessions(ada.account_id, of(root)) == 2
    assert await service.suspension.end_sessions(ada.account_id, of(root)) == 0
    assert [entry.details for entry in service.store.state.audit if entry.kind is AuditKind.SESSIONS_ENDED] == [
        {"sessions": "2"},
        {"sessions": "0"},
    ]
