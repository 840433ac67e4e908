"""Rotation of content keys over HTTP, on a real Postgres."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from services.playback.tests.integration.conftest import EDITING, Api, outcome
from services.playback.tests.integration.played import add_version, create_keys, play, publish

from playback.bootstrap import Container
from playback.domain.assets.asset import VersionStatus

pytestmark = pytest.mark.integration

ADMIN: dict[str, Any] = {"user": UUID(int=8), "roles": ["admin"]}


async def test_rotation_queues_a_version_of_the_same_source_with_new_keys(container: Container, api: Api) -> None:
    played = await play(container)
    path = f"admin/playback/assets/{played.session.asset_id}/rotate-keys"
    response = await api.request("POST", path, **ADMIN)
    assert response.status_code == 202, response.text
    data = response.json()["data"]
    assert (data["number"], data["status"], data["encryption"]) == (2, "processing", "cbcs")
    async with container.units.read() as work:
        former, version = [await work.assets.version(played.session.asset_id, number) for number in (1, 2)]
        assert former is not None
        assert version is not None
        assert (version.source, version.source_bytes) == (former.source, former.source_bytes)
        assert former.status is VersionStatus.READY
        keys = await create_keys(container, version)
    assert {keys.video.id, keys.audio.id}.isdisjoint({played.keys.video.id, played.keys.audio.id})
    async with container.runtime.engine.connect() as connection:
        jobs = await connection.exec_driver_sql("select kind from jobs")
        assert jobs.scalars().all() == ["process-version"]


async def test_only_encrypted_assets_are_rotated_and_only_by_administrators(container: Container, api: Api) -> None:
    version = await add_version(container)
    path = f"admin/playback/assets/{version.asset_id}/rotate-keys"
    assert outcome(await api.request("POST", path, **ADMIN)) == (409, "NOTHING_TO_ROTATE")
    plain = await add_version(container, encryption="none", status=VersionStatus.READY)
    await publish(container, plain)
    response = await api.request("POST", f"admin/playback/assets/{plain.asset_id}/rotate-keys", **ADMIN)
    assert outcome(response) == (409, "NOTHING_TO_ROTATE")
    assert outcome(await api.request("POST", path, **EDITING)) == (403, "FORBIDDEN")
    unknown = f"admin/playback/assets/{uuid4()}/rotate-keys"
    assert outcome(await api.request("POST", unknown, **ADMIN)) == (404, "ASSET_NOT_FOUND")
