"""aiohttp's connection pool as our clients use it: no retries, cookies or proxies, and only the headers we set."""

import functools
import ssl
from typing import Final

import aiohttp
import httpx2
from aiohttp.abc import AbstractResolver

REUSE_SECONDS: Final = 8.0
"""How long a connection may be idle and still be used: a server of ours that stops keeps it for a little longer
(`…_LINGER_SECONDS`)."""
_OWN_HEADERS: Final = ("accept", "accept-encoding", "user-agent", "content-type")
"""Headers that aiohttp would add; the client has set all that it needs."""


@functools.cache
def trusted_certificates() -> ssl.SSLContext:
    """Return the trusted certificates, read once per process on first use."""
    return httpx2.create_ssl_context(trust_env=False)


def disable_retries(session: aiohttp.ClientSession) -> None:
    """Turn off aiohttp's own second attempt, which repeats idempotent requests, DELETE and PUT among them.

    A request that is sent twice is counted once and charged twice. There is no public switch;
    `test_private_names.py` fails when an upgrade renames this one.
    """
    session._retry_connection = False  # noqa: SLF001 - see above


def open_session(
    *,
    connections: int,
    timeout: aiohttp.ClientTimeout,
    headers: dict[str, str],
    resolver: AbstractResolver | None = None,
    decompress: bool = True,
    reuse: bool = True,
) -> aiohttp.ClientSession:
    """Return a session of at most `connections` pooled connections that sends `headers` with every request.

    `resolver` decides which addresses a name has; without one, the system does. Without `decompress` bodies stay as
    they were sent; without `reuse` each request has a connection of its own.
    """
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=connections,
            ssl=trusted_certificates(),
            resolver=resolver,
            force_close=not reuse,
            keepalive_timeout=REUSE_SECONDS if reuse else None,
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers=headers,
        skip_auto_headers=_OWN_HEADERS,
        timeout=timeout,
        trust_env=False,
        auto_decompress=decompress,
    )
    disable_retries(session)
    return session
