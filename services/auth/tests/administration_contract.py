"""The behaviour of a store towards administrators: one suite for the in-memory store and for Postgres."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from services.auth.tests.unit_of_work_contract import RULES, Store

from auth.application.accounts.ports import AccountFilter, AccountSelection
from auth.domain.accounts.account import Account, Role
from auth.domain.errors import AccountSuspended


async def added(store: Store, username: str, *, roles: tuple[Role, ...] = ("user",), email: str = "") -> Account:
    account = replace(store.account(email or f"{username}@example.org", username), roles=roles)
    async with store.units.begin() as work:
        await work.accounts.add(account, "hash")
    return account


async def usernames(store: Store, where: AccountFilter | None = None, limit: int = 10, offset: int = 0) -> list[str]:
    return [
        account.username for account in (await store.accounts.page(AccountSelection(where), limit, offset)).accounts
    ]


class AdministrationContract:
    """Subclasses provide the fixture `store`."""

    async def test_roles_and_version_are_saved(self, store: Store) -> None:
        account, other = await added(store, "ada"), await added(store, "bob")
        async with store.units.begin() as work:
            assert await work.accounts.lock(account.id) == account
            assert await work.accounts.lock(uuid4()) is None
            await work.accounts.save_standing(replace(account, roles=("user", "editor"), version=2))
        async with store.units.begin() as work:
            assert await work.accounts.lock(account.id) == replace(account, roles=("user", "editor"), version=2)
            assert await work.accounts.lock(other.id) == other
            assert await work.accounts.lock_roles(account.id) == ("user", "editor")

    async def test_only_an_active_session_of_an_administrator_is_one(self, store: Store) -> None:
        admin = await added(store, "root", roles=("user", "admin"))
        editor = await added(store, "ada", roles=("user", "editor"))
        session, revoked = await store.added_session(admin, b"1"), await store.added_session(admin, b"2")
        of_editor = await store.added_session(editor, b"3")
        await store.revoked(admin.id, revoked.id)
        now = store.clock.now()
        async with store.units.begin() as work:
            assert await work.accounts.is_administrator(admin.id, session.id, now) is True
            assert await work.accounts.is_administrator(admin.id, revoked.id, now) is False
            assert await work.accounts.is_administrator(admin.id, of_editor.id, now) is False
            assert await work.accounts.is_administrator(editor.id, of_editor.id, now) is False
            assert await work.accounts.is_administrator(admin.id, session.id, now + RULES.idle) is False

    async def test_administrators_are_known_from_each_other(self, store: Store) -> None:
        admin, user = await added(store, "root", roles=("user", "admin")), await added(store, "ada")
        async with store.units.begin() as work:
            assert await work.accounts.has_other_administrator(admin.id) is False
            assert await work.accounts.has_other_administrator(user.id) is True

    async def test_changes_of_roles_are_serialised_over_accounts(self, store: Store) -> None:
        accounts = [await added(store, name, roles=("user", "admin")) for name in ("ada", "bob", "cyd")]

        async def demote(account: Account) -> None:
            async with store.units.begin() as work:
                await work.accounts.lock(account.id)
                if await work.accounts.has_other_administrator(account.id):
                    await work.accounts.save_standing(replace(account, roles=("user",)))

        await asyncio.gather(*map(demote, accounts))
        admins = [
            one for one in (await store.accounts.page(AccountSelection(), 10, 0)).accounts if "admin" in one.roles
        ]
        assert len(admins) == 1

    @pytest.mark.parametrize(
        ("prefix", "key", "expected"),
        [
            ("ad", "ad", ["ada", "adele"]),
            ("ada@", "ada@", ["ada"]),
            ("post", "post", ["bob"]),
            ("b_b", "b_b", []),
            ("%", "%", []),
            ("a\\", "a\\", []),
            ("cyd@bü", "cyd@bü", []),
            ("cyd@bücher.example", "cyd@xn--bcher-kva.example", ["cyd"]),
        ],
    )
    async def test_accounts_match_by_their_beginning(
        self, store: Store, prefix: str, key: str, expected: list[str]
    ) -> None:
        await added(store, "adele")
        await added(store, "ada")
        await added(store, "bob", email="Post@example.org")
        await added(store, "cyd", email="cyd@bücher.example")
        assert await usernames(store, AccountFilter(prefix, key, None)) == expected

    async def test_an_account_matches_by_its_id(self, store: Store) -> None:
        account, _ = await added(store, "ada"), await added(store, "bob")
        page = await store.accounts.page(
            AccountSelection(AccountFilter(str(account.id), str(account.id), account.id)), 10, 0
        )
        assert (page.accounts, page.total) == ([account], 1)

    async def test_pages_are_in_the_order_of_usernames(self, store: Store) -> None:
        for name in ("cyd", "Bob", "ada"):
            await added(store, name)
        assert await usernames(store) == ["ada", "Bob", "cyd"]
        assert await usernames(store, limit=2) == ["ada", "Bob"]
        assert await usernames(store, limit=2, offset=2) == ["cyd"]
        assert (await store.accounts.page(AccountSelection(), 2, 4)).total == 3

    async def test_accounts_are_selected_by_role_and_suspension(self, store: Store) -> None:
        await added(store, "root", roles=("user", "admin"))
        ada = await added(store, "ada", roles=("user", "editor", "viewer"))
        bob = await added(store, "bob")
        async with store.units.begin() as work:
            await work.accounts.lock(bob.id)
            await work.accounts.save_standing(replace(bob, suspended_at=store.clock.now(), version=2))

        async def selected(**conditions: Any) -> list[str]:
            page = await store.accounts.page(AccountSelection(**conditions), 10, 0)
            assert page.total == len(page.accounts)
            return [account.username for account in page.accounts]

        assert await selected(role="user") == ["ada", "bob", "root"]
        assert await selected(role="viewer") == ["ada"]
        assert await selected(role="finance") == []
        assert await selected(suspended=True) == ["bob"]
        assert await selected(suspended=False) == ["ada", "root"]
        assert await selected(role="editor", suspended=True) == []
        assert await selected(where=AccountFilter("b", "b", None), suspended=False) == []
        assert (await store.accounts.by_id(bob.id)) == replace(bob, suspended_at=store.clock.now(), version=2)
        assert await store.accounts.by_id(uuid4()) is None
        assert ada.suspended_at is None

    async def test_no_session_is_opened_for_a_suspended_account(self, store: Store) -> None:
        account = await added(store, "ada", roles=("user", "admin"))
        other = await added(store, "root", roles=("user", "admin"))
        async with store.units.begin() as work:
            await work.accounts.lock(account.id)
            await work.accounts.save_standing(replace(account, suspended_at=store.clock.now(), version=2))
        async with store.units.begin() as work:
            assert await work.accounts.has_other_administrator(other.id) is False
            with pytest.raises(AccountSuspended):
                await work.accounts.lock_roles(account.id)
