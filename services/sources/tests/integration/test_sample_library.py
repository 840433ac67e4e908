"""The folder of the demo data is added by an administrator and scanned."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import httpx2
import pytest
from services.sources.tests.scanning import ended, stored, working

from chassis.testing.clients import client_for
from chassis.testing.clock import FixedClock
from chassis.testing.tokens import Tokens
from devstack.demo.files import sample_paths, source_of, write_files
from devstack.demo.stock import Stock
from sources.api import create_api
from sources.bootstrap import Container, build

pytestmark = pytest.mark.integration

ADMINISTRATOR = UUID(int=70)


async def test_sample_library_is_added_and_scanned(container: Container, tokens: Tokens, tmp_path: Path) -> None:
    stock = Stock(datetime(2026, 11, 30, 12, tzinfo=UTC))
    root = write_files(tmp_path, stock)
    real = build(container.settings.model_copy(update={"folders": (root,)}), clock=FixedClock())
    real.runtime.verifier = tokens.verifier()
    try:
        async with client_for(create_api(real)) as client, working(real):
            response = await _add(client, root, tokens)
            assert (response.status_code, response.json()["data"]["visibility"]) == (201, "everyone"), response.text
            job = await ended(real)
            paths = sorted(sample_paths(stock))
            assert job.result is not None
            assert job.result["listed"] == len(paths)
            assert await stored(real) == dict.fromkeys(paths, True)
    finally:
        await real.runtime.close()


async def _add(client: httpx2.AsyncClient, root: Path, tokens: Tokens) -> httpx2.Response:
    bearer = tokens.bearer(ADMINISTRATOR, roles=("admin",))
    return await client.post("/api/v1/sources", json=source_of(root), headers=bearer)
