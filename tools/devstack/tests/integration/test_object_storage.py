"""The storage accepts signed requests only, lets browsers in from the named origins, and keeps what it acknowledged."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from devstack.ports import free_ports
from devstack.servers.artifacts import Installed
from devstack.servers.object_storage import ACCESS_KEY, BUCKET, ObjectStorage
from objects.signing import Credentials, presigned_url

pytestmark = pytest.mark.integration


def signed(server: ObjectStorage, method: str, key: str, secret: str | None = None) -> str:
    return presigned_url(
        method,
        f"{server.url}/{BUCKET}/{key}",
        Credentials(ACCESS_KEY, secret or server.secret_key),
        now=datetime.now(UTC),
        seconds=60,
        headers={"content-type": "image/png"} if method == "PUT" else {},
    )


async def test_only_signed_requests_are_accepted(object_storage: ObjectStorage) -> None:
    key, headers = "signed/a.png", {"content-type": "image/png"}
    async with httpx2.AsyncClient(trust_env=False) as client:
        assert (
            await client.put(f"{object_storage.url}/{BUCKET}/{key}", content=b"1", headers=headers)
        ).status_code == 403
        forged = await client.put(signed(object_storage, "PUT", key, "guessed"), content=b"1", headers=headers)
        assert forged.status_code == 403
        assert not object_storage.stored(key).exists()

        assert (await client.put(signed(object_storage, "PUT", key), content=b"1", headers=headers)).status_code == 200
        assert (await client.get(f"{object_storage.url}/{BUCKET}/{key}")).status_code == 403
        response = await client.get(signed(object_storage, "GET", key))
    assert (response.status_code, response.content, response.headers["content-type"]) == (200, b"1", "image/png")
    assert object_storage.stored(key).read_bytes() == b"1"


async def test_browsers_of_the_named_origins_may_upload(object_storage: ObjectStorage) -> None:
    async def preflight(origin: str) -> httpx2.Response:
        headers = {"origin": origin, "access-control-request-method": "POST"}
        async with httpx2.AsyncClient(trust_env=False) as client:
            return await client.options(f"{object_storage.url}/{BUCKET}", headers=headers)

    allowed = await preflight("https://app.example")
    assert (allowed.status_code, allowed.headers["access-control-allow-origin"]) == (200, "https://app.example")
    assert "access-control-allow-origin" not in (await preflight("https://other.example")).headers


@pytest.mark.slow
@pytest.mark.parametrize("name", ["комедія, 映画; 100% #1 \\n", "it's a folder"])
async def test_objects_survive_a_crash_in_a_folder_of_any_name(
    devstack_folder: Path, devstack_parts: Installed, name: str
) -> None:
    [port] = free_ports(1)
    server = ObjectStorage(
        devstack_parts.storage_jar, devstack_folder / name, devstack_folder / f"storage-{port}.log", port, "secret"
    )
    deadline = timedelta(seconds=10).total_seconds()
    async with httpx2.AsyncClient(trust_env=False, timeout=deadline) as client:
        await server.start()
        try:
            put = await client.put(signed(server, "PUT", "a.png"), content=b"12", headers={"content-type": "image/png"})
            assert put.status_code == 200
            await server.kill()
            await server.start()
            response = await client.get(signed(server, "GET", "a.png"))
        finally:
            await server.kill()
    assert (response.content, response.headers["content-type"]) == (b"12", "image/png")
