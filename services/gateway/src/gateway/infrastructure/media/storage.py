"""Requests to the storage for files, signed with AWS Signature Version 4."""

from typing import Final
from urllib.parse import quote, urlsplit

from chassis.core.clock import Clock
from gateway.application.media.ports import FileRequest
from gateway.application.ports import UpstreamRequest
from gateway.domain.headers import Header
from gateway.domain.media.ranges import is_strong_tag
from objects.signing import Credentials, presigned_url

STORAGE: Final = "storage"
"""Its name among the upstreams."""
SECONDS: Final = 300
"""How long the storage accepts a signature: it begins to respond long before."""


class SignedStorage:
    """One bucket, addressed by path."""

    def __init__(
        self, endpoint: str, bucket: str, credentials: Credentials, clock: Clock, connect_seconds: float
    ) -> None:
        self._base = f"{endpoint.rstrip('/')}/{quote(bucket)}"
        self._prefix = urlsplit(endpoint).path.rstrip("/")
        self._credentials = credentials
        self._clock = clock
        self._connect_seconds = connect_seconds

    def request(self, key: str, request: FileRequest) -> UpstreamRequest:
        """Return the request; conditions and ranges are not signed."""
        url = urlsplit(
            presigned_url(
                request.method,
                f"{self._base}/{quote(key)}",
                self._credentials,
                now=self._clock.now(),
                seconds=SECONDS,
                headers={},
            )
        )
        path = url.path.removeprefix(self._prefix)
        return UpstreamRequest(
            STORAGE, request.method, path.encode(), url.query.encode(), _headers(request), b"", self._connect_seconds
        )


def _headers(request: FileRequest) -> list[Header]:
    headers: list[Header] = []
    if request.if_none_match is not None:
        headers.append((b"if-none-match", request.if_none_match))
    if request.range is not None and (request.if_range is None or is_strong_tag(request.if_range)):
        headers.append((b"range", request.range))
        if request.if_range is not None:
            # Storages know no If-Range: the part of another file is refused, and the whole one requested then.
            headers.append((b"if-match", request.if_range))
    return headers
