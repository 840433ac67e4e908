"""Sessions of aiohttp as our clients use them: no retries, cookies or proxies, and only the headers we set."""

from collections.abc import Mapping
from typing import Final

import aiohttp

REUSE_SECONDS: Final = 8.0
"""How long a connection may be idle and still be used: a server of ours that stops keeps it for a little longer
(`…_LINGER_SECONDS`)."""
_OWN_HEADERS: Final = ("accept", "accept-encoding", "user-agent", "content-type")
"""Headers that aiohttp would add; the client has set all that it needs."""


def open_session(
    connector: aiohttp.BaseConnector,
    *,
    timeout: aiohttp.ClientTimeout,
    headers: Mapping[str, str] | None = None,
    decompress: bool = True,
) -> aiohttp.ClientSession:
    """Return a session over the connections of `connector` that sends `headers` with every request.

    Without `decompress` bodies stay as they were sent.
    """
    session = aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers=headers,
        skip_auto_headers=_OWN_HEADERS,
        timeout=timeout,
        trust_env=False,
        auto_decompress=decompress,
    )
    # aiohttp repeats idempotent requests, DELETE and PUT among them: one that is sent twice is counted once and charged
    # twice. There is no public switch; `test_private_names.py` fails when an upgrade renames this one.
    session._retry_connection = False  # noqa: SLF001 - see above
    return session
