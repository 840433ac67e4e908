"""A user uploads pictures to the object storage of the stack, by addresses that the gateway returned."""

from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest
from PIL import Image

from contract_clients import signed_in
from stacks import Stack

pytestmark = pytest.mark.e2e

PASSWORD: Final = "Correct-horse-1"
ME: Final = "/api/v1/users/me"


def picture(color: str) -> bytes:
    """Return a picture with a place in its metadata."""
    exif = Image.Exif()
    exif[270] = "Secret place"
    target = BytesIO()
    Image.new("RGB", (900, 700), color).save(target, "JPEG", exif=exif)
    return target.getvalue()


@dataclass
class User:
    """A signed-in user, who also talks to the storage."""

    api: httpx2.Client
    name: str
    headers: dict[str, str]

    def start(self, **body: Any) -> dict[str, Any]:
        """Return where a picture is uploaded."""
        request = {"contentType": "image/jpeg", **body}
        response = self.api.post(f"{ME}/avatar/upload-url", json=request, headers=self.headers)
        assert response.status_code == 200, response.text
        return dict(response.json()["data"])

    def send(self, started: dict[str, Any], data: bytes, content_type: str = "image/jpeg") -> int:
        """Send a file to the storage, and return the status."""
        with httpx2.Client(timeout=20, trust_env=False) as storage:
            if started["method"] == "PUT":
                headers = {"content-type": content_type}
                return storage.put(started["uploadUrl"], content=data, headers=headers).status_code
            fields = {**started["fields"], "Content-Type": content_type}
            files = {"file": ("picture", data, content_type)}
            return storage.post(started["uploadUrl"], data=fields, files=files).status_code

    def confirm(self, started: dict[str, Any]) -> httpx2.Response:
        """Make an upload the picture."""
        return self.api.post(f"{ME}/avatar", json={"key": started["key"]}, headers=self.headers)


def registered(api: httpx2.Client) -> User:
    """Return a new user."""
    name = f"ada_{uuid4().hex[:8]}"
    email = f"{name}@marquee.example"
    api.post("/api/v1/auth/register", json={"email": email, "username": name, "password": PASSWORD})
    return User(api, name, signed_in(api, email, PASSWORD)[0])


def test_pictures_are_bounded_by_the_storage_published_without_metadata_and_removed(stack: Stack) -> None:
    with httpx2.Client(base_url=stack.gateway, timeout=20, trust_env=False) as api:
        user = registered(api)
        started = user.start()
        assert user.send(started, b"<svg/>", "image/svg+xml") == 403
        assert user.send(started, b"1" * (started["largestBytes"] + 1)) == 400
        missing = user.confirm(started)
        assert (missing.status_code, missing.json()["error"]["code"]) == (404, "UPLOAD_NOT_FOUND")

        assert user.send(started, b"no picture") == 204
        invalid = user.confirm(started)
        assert (invalid.status_code, invalid.json()["error"]["code"]) == (400, "INVALID_PICTURE")

        assert user.send(started, picture("red")) == 204
        first = user.confirm(started).json()["data"]["avatarUrl"]
        assert first == started["publicUrl"]
        # Anybody sees it, by the address in the public profile.
        assert api.get(f"/api/v1/users/{user.name}").json()["data"]["avatarUrl"] == first
        response = api.get(first)
        assert (response.status_code, response.headers["content-type"]) == (200, "image/webp")
        assert response.headers["cache-control"] == "public, max-age=604800, immutable"
        assert b"Secret" not in response.content
        assert Image.open(BytesIO(response.content)).size == (512, 512)

        # A client of the Ratingo API sends a PUT, and the public address as the new picture.
        data = picture("blue")
        second = user.start(size=len(data))
        assert user.send(second, data + b"1") == 403
        assert user.send(second, data) == 200
        changed = api.patch("/api/users/me", json={"avatarUrl": second["publicUrl"]}, headers=user.headers)
        assert changed.json()["data"]["avatarUrl"] == second["publicUrl"]
        assert api.get(second["publicUrl"].replace("/512.", "/128.")).status_code == 200
        assert api.get(first).status_code == 404

        assert api.delete(f"{ME}/avatar", headers=user.headers).status_code == 204
        assert api.get(second["publicUrl"]).status_code == 404
        assert api.get(ME, headers=user.headers).json()["data"]["avatarUrl"] is None
    buckets = stack.data / "object_storage" / "buckets"
    assert [
        path for path in buckets.rglob("*") if path.is_file() and second["key"].rpartition("/")[2] in str(path)
    ] == []
