"""Rotation of the key of encrypted columns, on Postgres."""

import base64
from os import urandom
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from services.notifications.tests.clients import client_of
from services.notifications.tests.conftest import USER
from sqlalchemy import select, update

from chassis.messaging.transaction import UnitsOfWork
from chassis.storage.encryption import KEY_BYTES, read_keyring
from chassis.storage.reencryption.command import reencrypt
from chassis.testing.tokens import Tokens
from devstack.testing.pytest_plugin import CreateDatabase, DatabaseUrls
from notifications.application.users.updates import ContactUpdate
from notifications.bootstrap import Container, build
from notifications.infrastructure.sealed_columns import SEALED
from notifications.infrastructure.tables import metadata, targets
from notifications.infrastructure.unit_of_work import SqlUnitOfWork
from notifications.settings import Settings

pytestmark = pytest.mark.integration

API: Final = "/api/v1/notifications"
SETTING: Final = "NOTIFICATIONS_ENCRYPTION_KEY_FILES"


def started(urls: DatabaseUrls, settings: dict[str, Any], folder: Path, *keys: Path) -> Container:
    """Return a replica with a ring of keys."""
    changed = settings | {"encryption_key_files": keys, "sms_folder": folder / "sms"}
    return build(Settings(database_url=urls.app, **changed))


async def fill(container: Container, tokens: Tokens) -> None:
    """Store a value in every encrypted column."""
    async with client_of(container, tokens, USER) as client:
        phone = await client.post(f"{API}/targets/sms", json={"name": "Phone", "number": "+442071234567"})
        hook = {"url": "https://hooks.example.org/marquee", "eventTypes": ["notification.created"]}
        created = await client.post(f"{API}/webhooks", json=hook)
        rotated = await client.post(f"{API}/webhooks/{created.json()['data']['id']}/rotate-secret")
    assert (phone.status_code, created.status_code, rotated.status_code) == (201, 201, 200), phone.text + created.text
    async with UnitsOfWork(container.runtime.transactions, SqlUnitOfWork).begin() as work:
        sealed = container.sealed.seal_email(USER, "ada@example.com")
        await work.users.save_contacts([ContactUpdate(USER, 1, sealed, True)])


async def headers(container: Container) -> set[bytes]:
    """Return what names the keys of all stored values."""
    names = set()
    async with container.runtime.transactions.read() as connection:
        for sealed in SEALED:
            values = (await connection.execute(select(sealed.column).where(sealed.column.is_not(None)))).scalars().all()
            assert values, sealed.name
            names |= {value[:9] for value in values}
    return names


def test_every_sealed_column_is_encrypted_again() -> None:
    assert {sealed.name for sealed in SEALED} == {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.c
        if column.name.startswith("sealed")
    }


async def test_a_key_is_rotated_and_values_of_an_unknown_one_are_counted(
    create_database: CreateDatabase,
    settings: dict[str, Any],
    tokens: Tokens,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    [old_key], new_key = settings["encryption_key_files"], tmp_path / "new"
    new_key.write_bytes(base64.b64encode(urandom(KEY_BYTES)))
    urls = await create_database("notifications")
    before = started(urls, settings, tmp_path, old_key)
    after = started(urls, settings, tmp_path, new_key, old_key)
    await fill(before, tokens)

    await reencrypt(after.reencrypt, SETTING)
    assert capsys.readouterr().out.count(": 1 encrypted again, 0 unreadable\n") == len(SEALED)
    assert await headers(after) == {read_keyring([new_key]).header}
    await reencrypt(after.reencrypt, SETTING)
    assert capsys.readouterr().out.count(": 0 encrypted again, 0 unreadable\n") == len(SEALED)

    async with after.runtime.engine.begin() as connection:
        await connection.execute(update(targets).values(sealed_address=before.sealed.seal_target(UUID(int=1), "x")))
    with pytest.raises(SystemExit, match=rf"^1 values are encrypted with a key that is not in {SETTING}$"):
        await reencrypt(after.reencrypt, SETTING)
    await before.runtime.engine.dispose()
    await after.runtime.engine.dispose()
