"""Removal of files from the caches of CDNs: one call of their API each time, repeated by the job that purges.

https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html,
https://developers.cloudflare.com/cache/how-to/purge-cache/purge_by_prefix/
"""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote, urlsplit
from uuid import uuid4
from xml.sax.saxutils import escape

import orjson

from chassis.core.clock import Clock
from egress.guard import EgressGuard
from egress.http import CallFailed, EgressClient, EgressRefused
from objects.signing import Credentials, signed_headers
from playback.application.delivery.ports import PurgeFailed

CALL_SECONDS: Final = 15.0
MOST_BYTES: Final = 1024 * 1024
PREFIXES_PER_CALL: Final = 30
"""Cloudflare's limit."""
_NAMESPACE: Final = "http://cloudfront.amazonaws.com/doc/2020-05-31/"


async def _post(guard: EgressGuard, url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes]:
    """Return status and body of a response; raise PurgeFailed. No part of the request is in the error."""
    client = EgressClient(guard, seconds=CALL_SECONDS, reuse=False)
    try:
        response = await client.send("POST", url, headers=headers, body=body, max_bytes=MOST_BYTES)
        return response.status, response.body
    except (EgressRefused, CallFailed, TimeoutError) as error:
        cause = error.refusal.code if isinstance(error, EgressRefused) else type(error).__name__
    finally:
        await client.aclose()
    raise PurgeFailed(f"the API of the CDN did not respond: {cause}")


class CloudFrontPurge:
    """Invalidates paths of a distribution."""

    def __init__(self, api: str, distribution: str, credentials: Credentials, guard: EgressGuard, clock: Clock) -> None:
        self._guard = guard
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
        headers = signed_headers("POST", self._url, self._credentials, now=self._clock.now(), body=body)
        status, _ = await _post(self._guard, self._url, {**headers, "content-type": "text/xml"}, body)
        if status != 201:
            raise PurgeFailed(f"CloudFront responded {status} to an invalidation")


class CloudflarePurge:
    """Purges prefixes of a zone."""

    def __init__(self, api: str, zone: str, token: str, url: str, guard: EgressGuard) -> None:
        """`url` is that of the files."""
        self._guard = guard
        self._url = f"{api.rstrip('/')}/client/v4/zones/{quote(zone)}/purge_cache"
        self._token = token
        self._host = urlsplit(url).netloc

    async def purge(self, prefixes: Sequence[str]) -> None:
        """Purge the prefixes, some by each call."""
        headers = {"authorization": f"Bearer {self._token}", "content-type": "application/json"}
        for begin in range(0, len(prefixes), PREFIXES_PER_CALL):
            some = prefixes[begin : begin + PREFIXES_PER_CALL]
            body = orjson.dumps({"prefixes": [f"{self._host}/{prefix.rstrip('/')}" for prefix in some]})
            status, content = await _post(self._guard, self._url, headers, body)
            if status != 200 or not _is_success(content):
                raise PurgeFailed(f"Cloudflare responded {status} to a purge")


def _is_success(content: bytes) -> bool:
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError:
        return False
    return isinstance(document, dict) and document.get("success") is True
