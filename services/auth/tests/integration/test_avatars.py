"""Pictures of users over HTTP, on Postgres and a real object storage."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx2
import jwt
import pytest
import pytest_asyncio
from PIL import Image
from services.auth.tests.integration.conftest import MakeSettings
from sqlalchemy import delete, select, update

from auth.api import create_api
from auth.bootstrap import Container, build
from auth.infrastructure.tables import accounts, stored_files
from chassis.testing.clients import client_for
from devstack.ports import free_ports
from devstack.servers.object_storage import ACCESS_KEY, BUCKET, ObjectStorage
from devstack.testing.pytest_plugin import DatabaseUrls

pytestmark = pytest.mark.integration

Register = Callable[..., Awaitable[dict[str, str]]]
ME = "/api/v1/users/me"
UPLOAD_URL = f"{ME}/avatar/upload-url"
PUBLIC = "http://localhost:8000"


def picture(color: str = "red", form: str = "PNG", size: int = 600) -> bytes:
    target = BytesIO()
    Image.new("RGB", (size, size), color).save(target, form)
    return target.getvalue()


class User:
    """A signed-in user, and a client of the storage."""

    def __init__(self, client: httpx2.AsyncClient, storage: httpx2.AsyncClient, tokens: dict[str, str]) -> None:
        self.client = client
        self.storage = storage
        self.id = jwt.decode(tokens["accessToken"], options={"verify_signature": False})["sub"]
        self.headers = {"Authorization": f"Bearer {tokens['accessToken']}"}

    async def start(self, content_type: str = "image/png", **more: Any) -> dict[str, Any]:
        response = await self.client.post(UPLOAD_URL, json={"contentType": content_type, **more}, headers=self.headers)
        assert response.status_code == 200, response.text
        return dict(response.json()["data"])

    async def send(self, started: dict[str, Any], data: bytes, content_type: str | None = None) -> int:
        if started["method"] == "PUT":
            headers = {"content-type": content_type or started["fields"]["Content-Type"]}
            return (await self.storage.put(started["uploadUrl"], content=data, headers=headers)).status_code
        fields = dict(started["fields"])
        if content_type:
            fields["Content-Type"] = content_type
        files = {"file": ("picture", data, fields["Content-Type"])}
        return (await self.storage.post(started["uploadUrl"], data=fields, files=files)).status_code

    async def confirm(self, key: str) -> httpx2.Response:
        return await self.client.post(f"{ME}/avatar", json={"key": key}, headers=self.headers)

    async def uploaded(self, data: bytes | None = None) -> dict[str, Any]:
        started = await self.start()
        assert await self.send(started, data or picture()) == 204
        return started

    async def publish(self, data: bytes | None = None) -> str:
        response = await self.confirm((await self.uploaded(data))["key"])
        assert response.status_code == 200, response.text
        return str(response.json()["data"]["avatarUrl"])

    async def me(self) -> dict[str, Any]:
        return dict((await self.client.get(ME, headers=self.headers)).json()["data"])


@pytest_asyncio.fixture
async def container(
    urls: DatabaseUrls, make_settings: MakeSettings, object_storage: ObjectStorage
) -> AsyncIterator[Container]:
    settings = make_settings(
        urls,
        storage_endpoint=object_storage.url,
        storage_bucket=BUCKET,
        storage_access_key=ACCESS_KEY,
        storage_secret_key=object_storage.secret_key,
    )
    container = build(settings)
    yield container
    await container.runtime.engine.dispose()


@pytest_asyncio.fixture
async def storage() -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(trust_env=False, timeout=30) as client:
        yield client


@pytest_asyncio.fixture
async def ada(client: httpx2.AsyncClient, storage: httpx2.AsyncClient, register: Register) -> User:
    return User(client, storage, await register("ada_l"))


def error(response: httpx2.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def path_of(url: str) -> str:
    assert url.startswith(f"{PUBLIC}/api/v1/users/avatars/")
    return url.removeprefix(PUBLIC)


async def registered(container: Container) -> dict[str, datetime | None]:
    async with container.runtime.transactions.read() as connection:
        rows = await connection.execute(select(stored_files.c.key, stored_files.c.removed_at))
        return {row.key: row.removed_at for row in rows}


async def test_a_picture_is_uploaded_to_the_storage_and_served_for_a_week(
    client: httpx2.AsyncClient, container: Container, object_storage: ObjectStorage, ada: User
) -> None:
    started = await ada.start("image/jpeg")
    assert started["method"] == "POST"
    assert (started["expiresInSeconds"], started["largestBytes"]) == (300, 5 * 1024 * 1024)
    assert ada.id not in str(started)
    assert (await client.get(path_of(started["publicUrl"]))).status_code == 404
    assert await ada.send(started, picture(form="JPEG")) == 204

    confirmed = (await ada.confirm(started["key"])).json()["data"]
    assert confirmed["avatarUrl"] == started["publicUrl"]
    assert confirmed["version"] == 2
    for url in ((await ada.me())["avatarUrl"], (await client.get("/api/v1/users/ada_l")).json()["data"]["avatarUrl"]):
        assert url == started["publicUrl"]
    account = (await client.get("/api/v1/auth/me", headers=ada.headers)).json()["data"]
    assert account["avatarUrl"] == started["publicUrl"]

    path = path_of(started["publicUrl"])
    for size in (512, 128):
        response = await client.get(path.replace("/512.", f"/{size}."))
        assert response.status_code == 200
        assert response.headers["content-type"] == "image/webp"
        assert response.headers["cache-control"] == "public, max-age=604800, immutable"
        assert Image.open(BytesIO(response.content)).size == (size, size)
    assert not object_storage.stored(started["key"]).exists()
    kept = await registered(container)
    published = {f"avatars/{path.split('/')[-2]}/{size}.webp" for size in (512, 128)}
    assert {key for key, removed_at in kept.items() if removed_at is None} == published

    tag = (await client.get(path)).headers["etag"]
    repeated = await client.get(path, headers={"If-None-Match": tag})
    assert (repeated.status_code, repeated.content) == (304, b"")


async def test_a_put_of_a_stated_size_works_too(ada: User) -> None:
    data = picture()
    started = await ada.start(size=len(data))
    assert started["method"] == "PUT"
    assert started["fields"] == {"Content-Type": "image/png", "Content-Length": str(len(data))}
    assert await ada.send(started, data + b"1") == 403
    assert await ada.send(started, data, "text/html") == 403
    assert error(await ada.confirm(started["key"])) == (404, "UPLOAD_NOT_FOUND")
    assert await ada.send(started, data) == 200
    assert (await ada.confirm(started["key"])).status_code == 200


async def test_the_storage_rejects_another_type_and_a_file_that_is_too_large(ada: User) -> None:
    started = await ada.start()
    assert await ada.send(started, b"1" * (5 * 1024 * 1024 + 1)) == 400
    assert await ada.send(started, picture(), "image/svg+xml") == 403
    assert error(await ada.confirm(started["key"])) == (404, "UPLOAD_NOT_FOUND")
    assert await ada.send(started, picture(size=2) + b"\0" * (5 * 1024 * 1024 - 200)) == 204
    assert (await ada.confirm(started["key"])).status_code == 200


@pytest.mark.parametrize(
    ("data", "reason"), [(b"<script>alert(1)</script>", "not_a_picture"), (picture(form="JPEG"), "other_type")]
)
async def test_a_file_that_is_no_picture_is_rejected_and_changes_nothing(
    container: Container, ada: User, data: bytes, reason: str
) -> None:
    before = await ada.publish()
    started = await ada.uploaded(data)
    response = await ada.confirm(started["key"])
    assert error(response) == (400, "INVALID_PICTURE")
    assert response.json()["error"]["details"] == {"reason": reason}
    me = await ada.me()
    assert (me["avatarUrl"], me["version"]) == (before, 2)


async def test_a_replaced_and_a_removed_picture_are_gone(
    client: httpx2.AsyncClient, object_storage: ObjectStorage, ada: User
) -> None:
    first, second = await ada.publish(picture("red")), await ada.publish(picture("blue"))
    assert error(await client.get(path_of(first))) == (404, "PICTURE_NOT_FOUND")
    assert not object_storage.stored(path_of(first).removeprefix("/api/v1/users/")).exists()
    assert (await client.get(path_of(second))).status_code == 200
    for _ in range(2):
        assert (await client.delete(f"{ME}/avatar", headers=ada.headers)).status_code == 204
    assert (await client.get(path_of(second))).status_code == 404
    assert (await ada.me())["avatarUrl"] is None


async def test_the_profile_can_be_changed_with_the_public_address_of_an_upload(ada: User) -> None:
    started = await ada.uploaded()

    async def patch(**body: Any) -> httpx2.Response:
        return await ada.client.patch(ME, json=body, headers=ada.headers)

    for url in ("https://evil.example/a.png", f"{PUBLIC}/api/v1/users/avatars/x/512.webp", started["uploadUrl"], ""):
        response = await patch(avatarUrl=url, bio="not stored")
        assert error(response) == (400, "VALIDATION_ERROR")
        assert response.json()["error"]["details"]["errors"][0]["field"] == "avatarUrl"
    changed = (await patch(avatarUrl=started["publicUrl"], bio="Counts frames.")).json()["data"]
    assert (changed["avatarUrl"], changed["bio"], changed["version"]) == (started["publicUrl"], "Counts frames.", 2)
    assert (await patch(avatarUrl=started["publicUrl"])).json()["data"]["version"] == 2
    assert (await patch(avatarUrl=None)).json()["data"]["avatarUrl"] is None


async def test_a_rejected_change_of_the_profile_leaves_the_picture(ada: User, register: Register) -> None:
    await register("grace")
    before = await ada.publish()
    started = await ada.uploaded()
    body = {"avatarUrl": started["publicUrl"], "username": "grace"}
    assert error(await ada.client.patch(ME, json=body, headers=ada.headers)) == (409, "USERNAME_TAKEN")
    assert (await ada.me())["avatarUrl"] == before


async def test_parallel_confirmations_publish_one_picture(container: Container, ada: User) -> None:
    started = await ada.uploaded()
    responses = await asyncio.gather(*(ada.confirm(started["key"]) for _ in range(5)))
    assert {response.status_code for response in responses} <= {200, 404}
    assert 200 in {response.status_code for response in responses}
    assert (await ada.me())["avatarUrl"] == started["publicUrl"]
    assert (await ada.client.get(path_of(started["publicUrl"]))).status_code == 200
    kept = [key for key, removed_at in (await registered(container)).items() if removed_at is None]
    assert len(kept) == 2


async def test_the_upload_of_another_user_cannot_be_confirmed(
    client: httpx2.AsyncClient, storage: httpx2.AsyncClient, ada: User, register: Register
) -> None:
    eve = User(client, storage, await register("eve"))
    started = await ada.uploaded()
    assert error(await eve.confirm(started["key"])) == (404, "UPLOAD_NOT_FOUND")
    body = {"avatarUrl": started["publicUrl"]}
    assert error(await client.patch(ME, json=body, headers=eve.headers)) == (404, "UPLOAD_NOT_FOUND")
    published = path_of(await ada.publish()).split("/")[-2]
    assert error(await eve.confirm(f"uploads/avatars/{published}")) == (404, "UPLOAD_NOT_FOUND")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"contentType": "image/svg+xml"},
        {"contentType": "image/png; charset=x"},
        {"contentType": "image/png", "size": 0},
        {"contentType": "image/png", "size": 5 * 1024 * 1024 + 1},
        {"contentType": "image/png", "key": "avatars/mine"},
    ],
)
async def test_invalid_uploads_are_rejected(ada: User, body: dict[str, Any]) -> None:
    response = await ada.client.post(UPLOAD_URL, json=body, headers=ada.headers)
    assert error(response) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize("key", ["", "x", "avatars/7c9e6679-7425-40de-944b-e07fc1f90ae7/512.webp", "../secrets"])
async def test_another_key_than_that_of_an_upload_is_not_found(ada: User, key: str) -> None:
    assert error(await ada.confirm(key)) == (404, "UPLOAD_NOT_FOUND")


@pytest.mark.parametrize("path", ["x/512.webp", "7c9e6679-7425-40de-944b-e07fc1f90ae7/511.webp"])
async def test_an_invalid_address_of_a_picture_is_rejected(client: httpx2.AsyncClient, path: str) -> None:
    assert (await client.get(f"/api/v1/users/avatars/{path}")).status_code in {400, 404}


async def test_too_many_uploads_have_to_wait(ada: User) -> None:
    for _ in range(10):
        await ada.start()
    response = await ada.client.post(UPLOAD_URL, json={"contentType": "image/png"}, headers=ada.headers)
    assert error(response) == (429, "RATE_LIMITED")
    assert 3500 < int(response.headers["retry-after"]) <= 3601


async def test_abandoned_uploads_and_files_of_deleted_accounts_are_removed(
    container: Container, object_storage: ObjectStorage, ada: User
) -> None:
    published = path_of(await ada.publish()).removeprefix("/api/v1/users/")
    abandoned = (await ada.uploaded())["key"]
    await container.application.profiles.pictures.remove_ended()
    assert object_storage.stored(abandoned).exists()
    async with container.runtime.engine.begin() as connection:
        ended = update(stored_files).where(stored_files.c.key == abandoned)
        await connection.execute(ended.values(removed_at=datetime.now(UTC)))
    await container.application.profiles.pictures.remove_ended()
    assert not object_storage.stored(abandoned).exists()
    assert object_storage.stored(published).exists()

    open_upload = (await ada.uploaded())["key"]
    async with container.runtime.engine.begin() as connection:
        await connection.execute(delete(accounts).where(accounts.c.id == UUID(ada.id)))
    await container.application.profiles.pictures.remove_ended()
    for key in (published, published.replace("/512.", "/128."), open_upload):
        assert not object_storage.stored(key).exists()
    # The storage accepts uploads of these keys for some minutes more.
    assert all(key.startswith("uploads/") for key in await registered(container))


async def test_without_a_storage_pictures_are_unavailable_and_the_rest_works(
    serve: Callable[..., Awaitable[httpx2.AsyncClient]], ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    [port] = free_ports(1)
    key = (await ada.uploaded())["key"]
    away = {"storage_endpoint": f"http://127.0.0.1:{port}", "storage_secret_key": "very-secret", "storage_seconds": 0.5}
    for changes in ({}, away):
        replica = await serve(**changes)
        with caplog.at_level(logging.DEBUG):
            responses = [
                await replica.post(f"{ME}/avatar", json={"key": key}, headers=ada.headers),
                await replica.get("/api/v1/users/avatars/7c9e6679-7425-40de-944b-e07fc1f90ae7/512.webp"),
            ]
        for response in responses:
            assert error(response) == (503, "SERVICE_UNAVAILABLE")
            assert response.headers["retry-after"] == "5"
            assert response.headers["cache-control"] == "no-store"
        assert (await replica.get(ME, headers=ada.headers)).status_code == 200
    assert "very-secret" not in caplog.text


async def test_pictures_may_be_read_from_another_address(
    urls: DatabaseUrls, make_settings: MakeSettings, ada: User, object_storage: ObjectStorage
) -> None:
    await ada.publish()
    replica = build(make_settings(urls, avatar_url="https://cdn.example/marquee/"))
    async with client_for(create_api(replica)) as client:
        url = (await client.get(ME, headers=ada.headers)).json()["data"]["avatarUrl"]
    assert url.startswith("https://cdn.example/marquee/avatars/")
    assert object_storage.stored(url.removeprefix("https://cdn.example/marquee/")).exists()


async def test_logs_contain_no_signed_address(ada: User, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await ada.publish()
    text = caplog.text.replace("HTTP Request", "")
    ours = [line for line in text.splitlines() if "httpx" not in line and "httpcore" not in line]
    assert not any("X-Amz-Signature" in line or "x-amz-signature" in line for line in ours)
