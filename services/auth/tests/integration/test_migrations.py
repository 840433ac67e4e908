"""The schema: up, down, up, and no difference between the tables in code and in the database."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text

from auth.domain.accounts.look_alikes import skeleton
from chassis.storage import migrations
from chassis.storage.database import create_engine
from devstack.testing.pytest_plugin import CreateDatabase

pytestmark = pytest.mark.integration


async def test_migrations_go_up_down_up_and_match_the_tables(create_database: CreateDatabase) -> None:
    url = (await create_database("auth", migrate=False)).owner

    await asyncio.to_thread(migrations.upgrade, "auth", url)
    await asyncio.to_thread(migrations.downgrade, "auth", url, "base")
    await asyncio.to_thread(migrations.upgrade, "auth", url)
    await asyncio.to_thread(migrations.check, "auth", url)


async def test_of_usernames_that_look_alike_the_oldest_has_the_skeleton(create_database: CreateDatabase) -> None:
    url = (await create_database("auth", migrate=False)).owner
    await asyncio.to_thread(migrations.upgrade, "auth", url, "0007")
    engine = create_engine(url, schema="auth", application_name="test")
    names = ["Ilya_VV", "llya_w", "c0rner", "other", "comer"]
    async with engine.begin() as connection:
        for number, name in enumerate(names):
            row = {"id": UUID(int=number), "email": f"{name}@example.org", "username": name, "age": -number}
            await connection.execute(ROW, row)

    await asyncio.to_thread(migrations.upgrade, "auth", url)

    async with engine.begin() as connection:
        rows = await connection.execute(text("select username, username_skeleton from auth.accounts"))
        stored = {row.username: row.username_skeleton for row in rows}
    await engine.dispose()
    assert stored == {name: skeleton(name) if name in ("llya_w", "comer", "other") else None for name in names}


ROW = text(
    "insert into auth.accounts (id, email, username, password_hash, roles, version, created_at, is_profile_public, "
    "show_watch_history, show_ratings, allow_followers) values (:id, :email, :username, '', '{user}', 1, "
    "now() + make_interval(secs => :age), true, true, true, true)"
)


async def test_accounts_that_share_a_mailbox_are_kept_and_the_oldest_keeps_the_address(
    create_database: CreateDatabase,
) -> None:
    url = (await create_database("auth", migrate=False)).owner
    await asyncio.to_thread(migrations.upgrade, "auth", url, "0001")
    engine = create_engine(url, schema="auth", application_name="test")
    old = [
        (UUID(int=1), "admin@ｍarquee.example", "squatter", 2),
        (UUID(int=2), "Admin@marquee.example", "Admin", 1),
        (UUID(int=3), "дана@пошта.укр", "dana", 3),
        (UUID(int=4), "odd@a_b.example", "odd", 4),
    ]
    async with engine.begin() as connection:
        for id_, email, username, age in old:
            await connection.execute(ROW, {"id": id_, "email": email, "username": username, "age": age})

    await asyncio.to_thread(migrations.upgrade, "auth", url)

    async with engine.begin() as connection:
        # As a process of the version before does while the new one starts.
        await connection.execute(ROW, {"id": UUID(int=5), "email": "Late@Example.org", "username": "Late", "age": 5})
        rows = await connection.execute(
            text("select id, email, email_key, username_key from auth.accounts order by id")
        )
        identifiers = {row.id.int: (row.email, row.email_key, row.username_key) for row in rows}
    await engine.dispose()
    assert identifiers == {
        1: ("admin@ｍarquee.example", f"admin@marquee.example {UUID(int=1)}", "squatter"),
        2: ("Admin@marquee.example", "admin@marquee.example", "admin"),
        3: ("дана@пошта.укр", "дана@xn--80a1acn3a.xn--j1amh", "dana"),
        4: ("odd@a_b.example", "odd@a_b.example", "odd"),
        5: ("Late@Example.org", "late@example.org", "late"),
    }
    await asyncio.to_thread(migrations.downgrade, "auth", url, "0001")
