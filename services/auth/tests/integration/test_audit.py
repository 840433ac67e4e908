"""The audit log in Postgres."""

from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import select

from auth.bootstrap import Container
from auth.infrastructure.tables import audit_entries, sessions

pytestmark = pytest.mark.integration


async def test_an_entry_has_the_client_and_no_secret(
    container: Container, client: httpx2.AsyncClient, register: Callable[..., Awaitable[dict[str, str]]]
) -> None:
    await register("ada_l")
    wrong = {"email": "ada_l@example.org", "password": "Marker-1843-wrong"}
    headers = {"User-Agent": "Firefox\x09/1.0" + "x" * 600}
    assert (await client.post("/api/v1/auth/login", json=wrong, headers=headers)).status_code == 401

    async with container.runtime.transactions.read() as connection:
        entries = (await connection.execute(select(audit_entries).order_by(audit_entries.c.id))).mappings().all()
        session = (await connection.execute(select(sessions))).mappings().one()

    assert [entry["kind"] for entry in entries] == ["registered", "signed_in", "sign_in_failed"]
    registered, signed_in, failed = entries
    assert registered["account_id"] == registered["actor_id"] == failed["account_id"]
    assert (failed["actor_id"], failed["details"]) == (None, {})
    assert failed["user_agent"] == ("Firefox/1.0" + "x" * 600)[:512]
    assert (signed_in["session_id"], signed_in["details"]) == (session["id"], {"methods": "pwd"})
    assert isinstance(signed_in["account_id"], UUID)
    assert (session["address"], session["methods"]) == (signed_in["address"], ["pwd"])
    assert session["authenticated_at"] == session["created_at"]
    assert "Marker" not in str(entries)
