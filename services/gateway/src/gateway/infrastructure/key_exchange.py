"""The exchange of API keys at auth, on a path that clients cannot reach through the gateway."""

from typing import Final

from gateway.application.ports import ExchangedKey
from gateway.domain.errors import KeysUnavailable, UpstreamFailed, UpstreamUnreachable
from gateway.infrastructure.upstreams import HttpUpstreams

PATH: Final = "/internal/api-keys/exchange"
SECONDS: Final = 3.0


class HttpKeyExchange:
    """Exchanges API keys over HTTP."""

    def __init__(self, upstreams: HttpUpstreams) -> None:
        self._upstreams = upstreams

    async def exchange(self, key: str) -> ExchangedKey | None:
        """Return the token of a key, or null for one that is not valid; raise KeysUnavailable."""
        try:
            status, body = await self._upstreams.post_json("auth", PATH, {"key": key}, seconds=SECONDS)
            if status == 401:
                return None
            return ExchangedKey(str(body["accessToken"]), float(body["expiresIn"]))
        except (UpstreamUnreachable, UpstreamFailed, KeyError, TypeError, ValueError) as failure:
            raise KeysUnavailable from failure
