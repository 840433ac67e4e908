"""Uploads in parts: obstore exposes no single part, so these requests are signed here.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html and the operations it leads to.
"""

import base64
import hashlib
import ssl
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from http import HTTPStatus
from typing import Final, Literal
from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring, tostring

import httpx2

from objects.calls import BucketCalls
from objects.errors import PartsRejected, StorageUnavailable, UploadMissing
from objects.ports import OpenMultipart, StoredPart
from objects.signing import presigned_url

_SIGNED_SECONDS: Final = 300
PART_BYTES: Final = 8 * 1024 * 1024
"""A part of this size has the deadline of any operation."""
_COMPLETING_SECONDS: Final = 600.0
"""The deadline of making one object of the parts: some storages copy them."""
_REJECTED: Final = frozenset({"InvalidPart", "InvalidPartOrder", "EntityTooSmall", "InvalidRequest", "MalformedXML"})
_MISSING: Final = "NoSuchUpload"
_RESPONSES: Final = frozenset({HTTPStatus.OK, HTTPStatus.NO_CONTENT, HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND})
"""The statuses that say something about the upload; any other is a failure of the storage."""


class StoresParts(BucketCalls):
    """Begins, lists, completes and aborts uploads in parts."""

    async def create_multipart(self, key: str, *, content_type: str) -> str:
        """Declare the algorithm of the checksums that parts will have."""
        headers = {"content-type": content_type, "x-amz-checksum-algorithm": "SHA256"}

        async def create() -> str:
            response = await self._send("POST", key, {"uploads": ""}, headers=headers)
            return _text(_document(response), "UploadId")

        return await self._call("create_multipart", create)

    async def put_part(self, key: str, upload: str, number: int, data: bytes) -> None:
        """Send a part with its checksum; the deadline grows with its size."""
        checksum = base64.b64encode(hashlib.sha256(data).digest()).decode()
        headers = {"content-length": str(len(data)), "x-amz-checksum-sha256": checksum}
        query = {"partNumber": str(number), "uploadId": upload}

        async def put() -> None:
            response = await self._send("PUT", key, query, headers=headers, body=data)
            if response.status_code == HTTPStatus.NOT_FOUND:
                raise UploadMissing(key)
            if response.status_code != HTTPStatus.OK:
                raise StorageUnavailable(f"the storage did not store the part: {_error_code(response)}")

        await self._call("put_part", put, seconds=self._bucket.seconds * (1 + len(data) // PART_BYTES))

    async def parts(self, key: str, upload: str) -> Sequence[StoredPart]:
        """Read page after page."""

        async def read() -> list[StoredPart]:
            stored: list[StoredPart] = []
            marker: dict[str, str] = {}
            while True:
                response = await self._send("GET", key, {"uploadId": upload, **marker})
                if response.status_code == HTTPStatus.NOT_FOUND:
                    return []
                page = _document(response)
                stored += [_part(element) for element in page.iterfind("{*}Part")]
                if page.findtext("{*}IsTruncated") != "true" or not stored:
                    return sorted(stored, key=lambda part: part.number)
                marker = {"part-number-marker": str(stored[-1].number)}

        return await self._call("parts", read)

    async def complete_multipart(self, key: str, upload: str, parts: Sequence[StoredPart]) -> None:
        """Send the list of the parts. A storage may report a failure with status 200."""
        body = _completion(parts)

        async def complete() -> None:
            response = await self._send(
                "POST", key, {"uploadId": upload}, headers={"content-type": "application/xml"}, body=body
            )
            code = _error_code(response)
            if code == _MISSING:
                raise UploadMissing(key)
            if code in _REJECTED:
                raise PartsRejected(key, code)
            if code:
                raise StorageUnavailable(f"the storage did not complete the upload: {code}")

        await self._call("complete_multipart", complete, seconds=_COMPLETING_SECONDS)

    async def abort_multipart(self, key: str, upload: str) -> None:
        """Delete the parts."""

        async def abort() -> None:
            response = await self._send("DELETE", key, {"uploadId": upload})
            if response.status_code == HTTPStatus.BAD_REQUEST:
                raise StorageUnavailable(f"the storage did not abort the upload: {_error_code(response)}")

        await self._call("abort_multipart", abort)

    async def open_multiparts(self, prefix: str) -> Sequence[OpenMultipart]:
        """Read the first page; not every storage filters by the prefix."""

        async def read() -> list[OpenMultipart]:
            page = _document(await self._send("GET", "", {"uploads": "", "prefix": prefix}))
            uploads = [
                OpenMultipart(
                    _text(element, "Key"),
                    _text(element, "UploadId"),
                    datetime.fromisoformat(_text(element, "Initiated")),
                )
                for element in page.iterfind("{*}Upload")
            ]
            return [upload for upload in uploads if upload.key.startswith(prefix)]

        return await self._call("open_multiparts", read)

    async def _send(
        self,
        method: Literal["GET", "POST", "PUT", "DELETE"],
        key: str,
        query: Mapping[str, str],
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> httpx2.Response:
        """Send one request; raise StorageUnavailable for statuses that say nothing about the upload."""
        signed = dict(headers or {})
        url = presigned_url(
            method,
            self._bucket.address(key),
            self._bucket.credentials,
            now=self._clock.now(),
            seconds=_SIGNED_SECONDS,
            headers=signed,
            query=query,
        )
        # Uploads begin and end rarely: a connection per request needs no closing at the end of the process.
        # The deadline is that of the operation.
        try:
            async with httpx2.AsyncClient(
                timeout=None, trust_env=False, follow_redirects=False, verify=_tls()
            ) as client:
                response = await client.request(method, url, headers=signed, content=body)
        except httpx2.HTTPError as error:
            raise StorageUnavailable(f"the storage did not do it: {type(error).__name__}") from error
        if response.status_code not in _RESPONSES:
            raise StorageUnavailable(f"the storage did not do it: status {response.status_code}")
        return response


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _document(response: httpx2.Response) -> Element:
    if response.status_code != HTTPStatus.OK:
        raise StorageUnavailable(f"the storage did not do it: status {response.status_code}")
    return _parsed(response)


def _parsed(response: httpx2.Response) -> Element:
    try:
        # The storage is the operator's, and the parser bounds what entities expand to.
        return fromstring(response.content)  # noqa: S314
    except ParseError as error:
        raise StorageUnavailable("the storage responded with no XML") from error


def _error_code(response: httpx2.Response) -> str:
    """Return the code of the error that a response states, or an empty text."""
    document = _parsed(response)
    if response.status_code == HTTPStatus.OK and not document.tag.endswith("Error"):
        return ""
    return document.findtext("{*}Code") or f"status {response.status_code}"


def _text(element: Element, name: str) -> str:
    text = element.findtext(f"{{*}}{name}")
    if not text:
        raise StorageUnavailable(f"the storage responded without {name}")
    return text


def _part(element: Element) -> StoredPart:
    return StoredPart(
        int(_text(element, "PartNumber")),
        int(_text(element, "Size")),
        _text(element, "ETag"),
        element.findtext("{*}ChecksumSHA256"),
    )


def _completion(parts: Sequence[StoredPart]) -> bytes:
    document = Element("CompleteMultipartUpload")
    for part in parts:
        element = SubElement(document, "Part")
        SubElement(element, "PartNumber").text = str(part.number)
        SubElement(element, "ETag").text = part.etag
        if part.sha256 is not None:
            SubElement(element, "ChecksumSHA256").text = part.sha256
    return bytes(tostring(document))
