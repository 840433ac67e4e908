"""The adapter of an S3-compatible storage: requests by obstore, signatures for clients by `objects.signing`."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar
from urllib.parse import quote

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store
from prometheus_client import Histogram

from chassis.core.clock import Clock
from objects.breaker import StorageBreaker
from objects.errors import ObjectTooLarge, StorageUnavailable
from objects.ports import PresignedUpload, StoredObject, UploadRules
from objects.signing import Credentials, post_fields, presigned_url

REQUEST_SECONDS: Final = Histogram(
    "object_storage_request_seconds", "Duration of requests to the storage", ("operation", "outcome")
)

_RETRIES: Final = 2
_CONNECT: Final = timedelta(seconds=2)

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket, addressed by path (`endpoint/name/key`).

    `public_endpoint` is where clients reach the storage, which may differ from where services do. `seconds` is the
    deadline of each operation, retries included.
    """

    name: str
    endpoint: str
    public_endpoint: str
    credentials: Credentials = field(repr=False)
    seconds: float = 10.0


class S3Objects:
    """Objects of one bucket; opens no connection before the first request."""

    def __init__(self, bucket: Bucket, clock: Clock) -> None:
        self._bucket = bucket
        self._breaker = StorageBreaker(clock)
        self._deadline = timedelta(seconds=bucket.seconds)
        self._store = S3Store(
            bucket.name,
            endpoint=bucket.endpoint,
            region=bucket.credentials.region,
            access_key_id=bucket.credentials.access_key,
            secret_access_key=bucket.credentials.secret_key,
            virtual_hosted_style_request=False,
            client_options={"allow_http": True, "connect_timeout": _CONNECT, "timeout": self._deadline},
            retry_config={
                "max_retries": _RETRIES,
                "retry_timeout": self._deadline,
                "backoff": {
                    "init_backoff": timedelta(milliseconds=100),
                    "max_backoff": timedelta(seconds=1),
                    "base": 2,
                },
            },
        )

    def presign_post(self, rules: UploadRules, now: datetime) -> PresignedUpload:
        """Return a form whose policy names the key, the type and the range of lengths."""
        fields = {"key": rules.key, "Content-Type": rules.content_type}
        signed = post_fields(
            self._bucket.name,
            fields,
            self._bucket.credentials,
            now=now,
            expires_at=rules.expires_at,
            largest_bytes=rules.largest_bytes,
        )
        return PresignedUpload("POST", f"{self._bucket.public_endpoint.rstrip('/')}/{self._bucket.name}", signed)

    def presign_put(self, rules: UploadRules, length: int, now: datetime) -> PresignedUpload:
        """Return a request whose signature covers the type and the length."""
        if not 1 <= length <= rules.largest_bytes:
            raise ValueError(f"length must be between 1 and {rules.largest_bytes}")
        headers = {"content-length": str(length), "content-type": rules.content_type}
        url = presigned_url(
            "PUT",
            f"{self._bucket.public_endpoint.rstrip('/')}/{self._bucket.name}/{quote(rules.key)}",
            self._bucket.credentials,
            now=now,
            seconds=int((rules.expires_at - now).total_seconds()),
            headers=headers,
        )
        return PresignedUpload("PUT", url, {"Content-Type": rules.content_type, "Content-Length": str(length)})

    async def get(self, key: str, *, limit: int) -> StoredObject | None:
        """Read the size first: a larger object is not transferred."""

        async def read() -> StoredObject | None:
            try:
                result = await obstore.get_async(self._store, key)
            except FileNotFoundError:
                return None
            if result.meta["size"] > limit:
                raise ObjectTooLarge(key, limit)
            content_type = result.attributes.get("Content-Type")
            return StoredObject(content_type, bytes(await result.bytes_async()))

        return await self._call("get", read)

    async def put(self, key: str, data: bytes, *, content_type: str, cache_control: str | None = None) -> None:
        """Send the object in one request."""
        attributes: dict[str, str] = {"Content-Type": content_type}
        if cache_control is not None:
            attributes["Cache-Control"] = cache_control

        async def write() -> None:
            await obstore.put_async(self._store, key, data, attributes=attributes, use_multipart=False)

        await self._call("put", write)

    async def delete(self, keys: Sequence[str]) -> None:
        """Delete one after another: not every storage deletes several by one request."""

        async def remove() -> None:
            for key in keys:
                try:
                    await obstore.delete_async(self._store, key)
                except FileNotFoundError:
                    continue

        await self._call("delete", remove)

    async def list(self, prefix: str, *, limit: int) -> Sequence[str]:
        """Return the beginning of the list."""

        async def read() -> list[str]:
            keys: list[str] = []
            async for page in obstore.list(self._store, prefix.rstrip("/"), chunk_size=min(limit, 1000)):
                keys += [item["path"] for item in page]
                if len(keys) >= limit:
                    break
            return keys[:limit]

        return await self._call("list", read)

    async def _call(self, operation: str, request: Callable[[], Awaitable[Result]]) -> Result:
        began = asyncio.get_running_loop().time()
        outcome = "failed"
        try:
            with self._breaker.call():
                result = await self._bounded(request)
            outcome = "ok"
            return result
        except ObjectTooLarge:
            outcome = "too_large"
            raise
        finally:
            REQUEST_SECONDS.labels(operation, outcome).observe(asyncio.get_running_loop().time() - began)

    async def _bounded(self, request: Callable[[], Awaitable[Result]]) -> Result:
        try:
            async with asyncio.timeout(self._bucket.seconds):
                return await request()
        except (BaseError, OSError, TimeoutError) as error:
            # The text of an error may hold a signed address.
            raise StorageUnavailable(f"the storage did not do it: {type(error).__name__}") from error
