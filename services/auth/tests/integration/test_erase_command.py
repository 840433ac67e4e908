"""Accounts that a restored backup has brought back are deleted again, with all of their data and for every service."""

import argparse
from uuid import UUID, uuid4

import httpx2
import pytest
from services.auth.tests.integration.test_deletion import Register, places_with, published, user_of
from sqlalchemy import select

from auth.bootstrap import Container
from auth.infrastructure.tables import accounts
from auth.presentation.accounts.erase import add_arguments, erase

pytestmark = pytest.mark.integration


async def test_existing_accounts_are_deleted_and_others_counted_out(
    client: httpx2.AsyncClient, register: Register, container: Container, capsys: pytest.CaptureFixture[str]
) -> None:
    tokens, stays = await register("ada_l"), await register("bob_x")
    user = user_of(tokens)
    before = len(await published(container))
    parser = argparse.ArgumentParser()
    add_arguments(parser)

    for _ in range(2):
        await erase(container.application.accounts.erase, parser.parse_args([user, str(uuid4())]))

    assert capsys.readouterr().out == "1 accounts deleted\n0 accounts deleted\n"
    assert await places_with(container, user, "ada_l") == []
    async with container.runtime.transactions.read() as connection:
        assert list((await connection.execute(select(accounts.c.id))).scalars()) == [UUID(user_of(stays))]
    topics = [(topic, bool(body)) for topic, _, body in (await published(container))[before:]]
    assert topics == [
        ("session.revoked", True),
        ("user.deleted", True),
        ("user.registered", False),
        ("user.changed", False),
        ("user.contact.changed", False),
    ]
    assert (
        await client.get("/api/v1/auth/me", headers={"Authorization": f"Bearer {tokens['accessToken']}"})
    ).status_code == 401
