"""Requests of a service to its bucket: each with a deadline, behind the breaker, and measured."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, TypeVar
from urllib.parse import quote

from obstore.exceptions import BaseError
from obstore.store import S3Store
from prometheus_client import Histogram

from chassis.core.clock import Clock
from objects.breaker import StorageBreaker
from objects.errors import ObjectTooLarge, StorageError, StorageUnavailable
from objects.signing import Credentials

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

    def address(self, key: str = "", *, public: bool = False) -> str:
        """Return the address of an object, or of the bucket."""
        base = f"{(self.public_endpoint if public else self.endpoint).rstrip('/')}/{self.name}"
        return f"{base}/{quote(key)}" if key else base


class BucketCalls:
    """Base of the parts of the adapter; opens no connection before the first request."""

    def __init__(self, bucket: Bucket, clock: Clock) -> None:
        self._bucket = bucket
        self._clock = clock
        self._breaker = StorageBreaker(clock)
        deadline = timedelta(seconds=bucket.seconds)
        self._store = S3Store(
            bucket.name,
            endpoint=bucket.endpoint,
            region=bucket.credentials.region,
            access_key_id=bucket.credentials.access_key,
            secret_access_key=bucket.credentials.secret_key,
            virtual_hosted_style_request=False,
            client_options={"allow_http": True, "connect_timeout": _CONNECT, "timeout": deadline},
            retry_config={
                "max_retries": _RETRIES,
                "retry_timeout": deadline,
                "backoff": {
                    "init_backoff": timedelta(milliseconds=100),
                    "max_backoff": timedelta(seconds=1),
                    "base": 2,
                },
            },
        )

    async def _call(
        self, operation: str, request: Callable[[], Awaitable[Result]], *, seconds: float | None = None
    ) -> Result:
        """Run a request within `seconds`, by default the deadline of the bucket; raise StorageUnavailable."""
        began = asyncio.get_running_loop().time()
        outcome = "failed"
        try:
            with self._breaker.call():
                result = await self._bounded(request, self._bucket.seconds if seconds is None else seconds)
            outcome = "ok"
            return result
        except StorageUnavailable:
            raise
        except StorageError as error:
            outcome = "too_large" if isinstance(error, ObjectTooLarge) else "rejected"
            raise
        finally:
            REQUEST_SECONDS.labels(operation, outcome).observe(asyncio.get_running_loop().time() - began)

    async def _bounded(self, request: Callable[[], Awaitable[Result]], seconds: float) -> Result:
        try:
            async with asyncio.timeout(seconds):
                return await request()
        except (BaseError, OSError, TimeoutError) as error:
            # The text of an error may hold a signed address.
            raise StorageUnavailable(f"the storage did not do it: {type(error).__name__}") from error
