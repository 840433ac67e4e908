"""Removal of files from the caches of CDNs: one call of their API each time, repeated by the job that purges.

https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html,
https://developers.cloudflare.com/cache/how-to/purge-cache/purge_by_prefix/
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote, urlsplit
from uuid import uuid4
from xml.sax.saxutils import escape

import httpx2
import orjson

from chassis.core.clock import Clock
from objects.signing import Credentials
from playback.application.delivery.ports import PurgeFailed
from playback.infrastructure.delivery.aws_requests import signed_headers

CONNECT_SECONDS: Final = 2.0
CALL_SECONDS: Final = 15.0
PREFIXES_PER_CALL: Final = 30
"""Cloudflare's limit."""
_NAMESPACE: Final = "http://cloudfront.amazonaws.com/doc/2020-05-31/"


async def _post(url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
    """Return status and body of a response; raise PurgeFailed. No part of the request is in the error."""
    try:
        async with asyncio.timeout(CALL_SECONDS):
            timeout = httpx2.Timeout(CALL_SECONDS, connect=CONNECT_SECONDS)
            async with httpx2.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=False) as client:
                response = await client.post(url, headers=dict(headers), content=body)
                return response.status_code, response.content
    except (httpx2.HTTPError, TimeoutError) as error:
        cause = type(error).__name__
    raise PurgeFailed(f"the API of the CDN did not respond: {cause}")


class CloudFrontPurge:
    """Invalidates paths of a distribution."""

    def __init__(self, api: str, distribution: str, credentials: Credentials, clock: Clock) -> None:
        self._url = f"{api.rstrip('/')}/2020-05-31/distribution/{quote(distribution)}/invalidation"
        self._credentials = credentials
        self._clock = clock

    async def purge(self, prefixes: Sequence[str]) -> None:
        """Invalidate everything below the prefixes in one batch."""
        paths = "".join(f"<Path>{escape('/' + quote(prefix))}*</Path>" for prefix in prefixes)
        body = (
            f'<?xml version="1.0" encoding="UTF-8"?><InvalidationBatch xmlns="{_NAMESPACE}">'
            f"<Paths><Quantity>{len(prefixes)}</Quantity><Items>{paths}</Items></Paths>"
            f"<CallerReference>{uuid4().hex}</CallerReference></InvalidationBatch>"
        ).encode()
        headers = signed_headers("POST", self._url, body, self._credentials, self._clock.now())
        status, _ = await _post(self._url, {**headers, "content-type": "text/xml"}, body)
        if status != 201:
            raise PurgeFailed(f"CloudFront responded {status} to an invalidation")


class CloudflarePurge:
    """Purges prefixes of a zone."""

    def __init__(self, api: str, zone: str, token: str, url: str) -> None:
        """`url` is that of the files."""
        self._url = f"{api.rstrip('/')}/client/v4/zones/{quote(zone)}/purge_cache"
        self._token = token
        self._host = urlsplit(url).netloc

    async def purge(self, prefixes: Sequence[str]) -> None:
        """Purge the prefixes, some by each call."""
        headers = {"authorization": f"Bearer {self._token}", "content-type": "application/json"}
        for begin in range(0, len(prefixes), PREFIXES_PER_CALL):
            some = prefixes[begin : begin + PREFIXES_PER_CALL]
            body = orjson.dumps({"prefixes": [f"{self._host}/{prefix.rstrip('/')}" for prefix in some]})
            status, content = await _post(self._url, headers, body)
            if status != 200 or not _is_success(content):
                raise PurgeFailed(f"Cloudflare responded {status} to a purge")


def _is_success(content: bytes) -> bool:
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError:
        return False
    return isinstance(document, dict) and document.get("success") is True
