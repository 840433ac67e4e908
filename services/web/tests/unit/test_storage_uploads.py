"""Uploads to the object storage: what is sent, and what its rejections become."""

from typing import Any

import httpx2
import pytest

from web.application.api import ApiError
from web.infrastructure.storage_uploads import StorageUploads

pytestmark = pytest.mark.unit

FORM: dict[str, Any] = {"uploadUrl": "http://storage/bucket", "method": "POST", "fields": {"key": "k", "policy": "p"}}


async def sent(offer: dict[str, Any], status: int) -> httpx2.Request:
    """Send a file to a storage that responds with a status; return what it received."""
    requests: list[httpx2.Request] = []

    def respond(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return httpx2.Response(status)

    uploads = StorageUploads(seconds=1, transport=httpx2.MockTransport(respond))
    try:
        await uploads.send(offer, b"\x89PNG", "image/png")
    finally:
        await uploads.aclose()
    return requests[0]


async def test_a_form_has_the_signed_fields_before_the_file() -> None:
    request = await sent(FORM, 204)
    body = request.content
    assert str(request.url) == "http://storage/bucket"
    assert body.index(b'name="key"') < body.index(b'name="policy"') < body.index(b'name="file"')
    assert b"Content-Type: image/png\r\n\r\n\x89PNG" in body


async def test_a_put_is_the_file_alone() -> None:
    request = await sent({"uploadUrl": "http://storage/k?signature=s", "method": "PUT", "fields": {}}, 200)
    assert (request.method, request.content, request.headers["content-type"]) == ("PUT", b"\x89PNG", "image/png")


@pytest.mark.parametrize(
    ("status", "code"), [(403, "INVALID_PICTURE"), (307, "INVALID_PICTURE"), (503, "SERVICE_UNAVAILABLE")]
)
async def test_a_rejection_is_an_error_of_the_form(status: int, code: str) -> None:
    with pytest.raises(ApiError) as error:
        await sent(FORM, status)
    assert error.value.code == code


async def test_a_storage_that_does_not_respond_is_unavailable() -> None:
    def refuse(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused", request=request)

    uploads = StorageUploads(seconds=1, transport=httpx2.MockTransport(refuse))
    with pytest.raises(ApiError) as error:
        await uploads.send(FORM, b"x", "image/png")
    assert error.value.status == 503
    await uploads.aclose()
