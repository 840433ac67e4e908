"""Changes of roles, with the store in memory."""

import logging
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from services.auth.tests.fakes import InMemoryStore, ReadableAccessTokens, ReadablePasswords
from services.auth.tests.unit_of_work_contract import RULES

from auth.application.administration.directory import Directory, FindAccounts
from auth.application.administration.roles import ChangeRoles, SetRoles
from auth.application.factors.second_step import FirstStep
from auth.application.sessions.opening import SessionOpener
from auth.application.sessions.refresh import Refresh
from auth.application.sessions.sign_in import LogIn, SignIn
from auth.application.sessions.tokens import OpenSession, TokenIssuer
from auth.domain.accounts.account import Account, Role
from auth.domain.administration.roles import parse_roles, with_roles
from auth.domain.errors import (
    AccountChanged,
    AccountNotFound,
    AuthError,
    InvalidInput,
    InvalidRefreshToken,
    LastAdministrator,
    OwnAdminRole,
    SessionEnded,
)
from auth.domain.events import SessionRevoked, UserChanged
from auth.domain.security.actor import Actor
from auth.domain.sessions.client import Client
from chassis.testing.clock import FixedClock

pytestmark = pytest.mark.unit

USER: tuple[Role, ...] = ("user",)
EDITOR: tuple[Role, ...] = ("user", "editor")
ADMIN: tuple[Role, ...] = ("user", "admin")
PASSWORD = "Sesame-0pen"


def account(roles: tuple[Role, ...]) -> Account:
    return Account(uuid4(), "ada@example.org", "ada", FixedClock().now(), roles)


def test_roles_are_in_order() -> None:
    assert parse_roles(("admin", "user", "editor")) == ("user", "editor", "admin")


@pytest.mark.parametrize(
    ("roles", "rule"),
    [((), "contain user"), (("editor",), "contain user"), (("user", "editor", "editor"), "each role once")],
)
def test_incomplete_roles_are_rejected(roles: tuple[Role, ...], rule: str) -> None:
    with pytest.raises(InvalidInput, match=rule) as refused:
        parse_roles(roles)
    assert refused.value.field == "roles"


def test_a_change_is_a_new_version_and_the_same_roles_are_none() -> None:
    before = account(EDITOR)
    after = with_roles(before, USER, by=uuid4(), has_other_administrator=False)
    assert (after.roles, after.version) == (USER, before.version + 1)
    assert with_roles(before, EDITOR, by=uuid4(), has_other_administrator=False) is before


@pytest.mark.parametrize(
    ("others", "own", "error"),
    [(False, False, LastAdministrator), (False, True, LastAdministrator), (True, True, OwnAdminRole)],
)
def test_an_administrator_remains(others: bool, own: bool, error: type[AuthError]) -> None:
    admin = account(ADMIN)
    with pytest.raises(error):
        with_roles(admin, EDITOR, by=admin.id if own else uuid4(), has_other_administrator=others)


def test_administrators_may_become_editors_too_and_demote_others() -> None:
    admin = account(ADMIN)
    everything = with_roles(admin, ("user", "editor", "admin"), by=admin.id, has_other_administrator=False)
    assert everything.roles == ("user", "editor", "admin")
    assert with_roles(admin, USER, by=uuid4(), has_other_administrator=True).roles == USER


CLIENT = Client("192.0.2.7", "Test/1")


class Service:
    """The use cases of administrators on one in-memory store."""

    def __init__(self) -> None:
        self.store = InMemoryStore()
        self.passwords = ReadablePasswords()
        self.opener = SessionOpener(RULES)
        self.tokens = TokenIssuer(ReadableAccessTokens(), RULES)
        self.change_roles = ChangeRoles(self.store, RULES)
        self.directory = Directory(self.store, self.store.identifiers)

    async def signed_in(self, username: str, roles: tuple[Role, ...] = USER) -> OpenSession:
        account = Account(uuid4(), f"{username}@example.org", username, self.store.clock.now(), roles)
        async with self.store.begin() as work:
            await work.accounts.add(account, await self.passwords.hash(PASSWORD))
            return await self.opener.open(work, account.id, CLIENT, ("pwd",))

    async def change(
        self, of: UUID, roles: tuple[Role, ...], by: OpenSession, versions: frozenset[int] | None = None
    ) -> Account:
        return await self.change_roles(SetRoles(of, roles, versions, Actor(by.account_id, by.session_id)))

    def revocations(self) -> list[SessionRevoked]:
        return [event for event in self.store.state.events if isinstance(event, SessionRevoked)]


def find(text: str | None, by: OpenSession) -> FindAccounts:
    return FindAccounts(text, None, None, None, 20, 0, Actor(by.account_id, by.session_id))


@pytest.fixture
def service() -> Service:
    return Service()


async def test_an_added_role_works_from_the_next_refresh(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    root, ada = await service.signed_in("root", ADMIN), await service.signed_in("ada")
    with caplog.at_level(logging.INFO, "auth"):
        changed = await service.change(ada.account_id, EDITOR, root, frozenset({1}))
    assert (changed.roles, changed.version) == (EDITOR, 2)
    assert service.store.state.events == [UserChanged.of(changed, service.store.clock.now())]
    pair = await Refresh(service.store, service.tokens, RULES)(ada.refresh_token.text, CLIENT)
    assert pair.access_token.endswith(" user,editor")
    [record] = caplog.records
    facts = {name: vars(record)[name] for name in ("actor", "user_id", "before", "after", "ended_sessions")}
    assert facts == {
        "actor": str(root.account_id),
        "user_id": str(ada.account_id),
        "before": ["user"],
        "after": ["user", "editor"],
        "ended_sessions": 0,
    }
    assert "@" not in str(vars(record))


async def test_a_removed_role_ends_every_session(service: Service) -> None:
    root, ada = await service.signed_in("root", ADMIN), await service.signed_in("ada", EDITOR)
    await service.change(ada.account_id, USER, root)
    [event] = service.revocations()
    assert (event.session_id, event.account_id, event.reason) == (ada.session_id, ada.account_id, "admin")
    assert event.tokens_expire_at - event.at == RULES.access + RULES.skew
    with pytest.raises(InvalidRefreshToken):
        await Refresh(service.store, service.tokens, RULES)(ada.refresh_token.text, CLIENT)


async def test_the_same_roles_change_nothing(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    root, ada = await service.signed_in("root", ADMIN), await service.signed_in("ada", EDITOR)
    with caplog.at_level(logging.INFO, "auth"):
        assert (await service.change(ada.account_id, EDITOR, root)).version == 1
    assert (service.store.state.events, caplog.records) == ([], [])


async def test_a_rejected_change_changes_nothing(service: Service) -> None:
    root, ada = await service.signed_in("root", ADMIN), await service.signed_in("ada", EDITOR)
    accounts = dict(service.store.state.accounts)
    rejections: list[tuple[type[AuthError], UUID, tuple[Role, ...], OpenSession, frozenset[int] | None]] = [
        (AccountNotFound, uuid4(), EDITOR, root, None),
        (AccountChanged, ada.account_id, USER, root, frozenset({2, 3})),
        (AccountChanged, ada.account_id, USER, root, frozenset()),
        (InvalidInput, ada.account_id, ("editor",), root, None),
        (LastAdministrator, root.account_id, USER, root, None),
        (SessionEnded, ada.account_id, ADMIN, ada, None),
    ]
    for error, of, roles, by, versions in rejections:
        with pytest.raises(error):
            await service.change(of, roles, by, versions)
    assert service.store.state.accounts == accounts
    assert service.store.state.events == []


async def test_an_administrator_keeps_their_own_role_even_beside_others(service: Service) -> None:
    root, _ = await service.signed_in("root", ADMIN), await service.signed_in("ada", ADMIN)
    with pytest.raises(OwnAdminRole):
        await service.change(root.account_id, USER, root)


async def test_a_demoted_administrator_cannot_demote_back(service: Service) -> None:
    root, ada = await service.signed_in("root", ADMIN), await service.signed_in("ada", ADMIN)
    await service.change(ada.account_id, USER, root)
    with pytest.raises(SessionEnded):
        await service.change(root.account_id, USER, ada)


async def test_a_sign_in_has_the_roles_of_the_time_its_session_begins(service: Service) -> None:
    root, ada = await service.signed_in("root", ADMIN), await service.signed_in("ada", EDITOR)

    class Slow(ReadablePasswords):
        async def verify(self, password_hash: str | None, password: str) -> bool:
            await service.change(ada.account_id, USER, root)
            return await super().verify(password_hash, password)

    log_in = LogIn(service.store, service.store.identifiers, Slow(), FirstStep(service.opener, service.tokens))
    pair = await log_in(SignIn("ada", CLIENT, PASSWORD))
    assert pair.access_token.endswith(" user")


async def test_the_directory_is_for_active_administrators(service: Service) -> None:
    root, ada = await service.signed_in("root", ADMIN), await service.signed_in("ada", EDITOR)
    viewer = await service.signed_in("eve", ("user", "viewer"))
    assert (await service.directory.page(find(None, viewer))).total == 3
    page = await service.directory.page(find("ADA@", root))
    assert [one.username for one in page.accounts] == ["ada"]
    with pytest.raises(SessionEnded):
        await service.directory.page(find(None, ada))
    with pytest.raises(SessionEnded):
        await service.directory.page(replace(find(None, root), by=Actor(root.account_id, uuid4())))
