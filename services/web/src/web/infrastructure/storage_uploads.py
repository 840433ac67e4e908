"""Uploads to the object storage over HTTP, with the fields that auth has signed."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx2

from chassis.runtime.certificates import trusted_certificates
from web.application.api import ApiError


class StorageUploads:
    """Sends files to the storage. The address comes from the API, never from a visitor."""

    def __init__(self, *, seconds: float, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._client = httpx2.AsyncClient(
            timeout=httpx2.Timeout(seconds),
            transport=transport,
            verify=trusted_certificates(),
            trust_env=False,
            follow_redirects=False,
        )

    async def send(self, offer: Mapping[str, Any], content: bytes, media_type: str) -> None:
        """Store a file; raise ApiError: 413 or 400 as the storage rejects it, 503 when it does not respond."""
        try:
            response = await self._request(offer, content, media_type)
        except httpx2.HTTPError as failure:
            raise ApiError(503, "SERVICE_UNAVAILABLE", f"no response: {type(failure).__name__}") from failure
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ApiError(503, "SERVICE_UNAVAILABLE", "the storage is unavailable")
        if response.status_code >= HTTPStatus.MULTIPLE_CHOICES:
            raise ApiError(400, "INVALID_PICTURE", "the storage rejects the file")

    async def aclose(self) -> None:
        """Close every connection."""
        await self._client.aclose()

    async def _request(self, offer: Mapping[str, Any], content: bytes, media_type: str) -> httpx2.Response:
        address = str(offer["uploadUrl"])
        if offer["method"] == "PUT":
            return await self._client.put(address, content=content, headers={"Content-Type": media_type})
        files = {"file": ("file", content, media_type)}
        return await self._client.post(address, data=dict(offer["fields"]), files=files)
