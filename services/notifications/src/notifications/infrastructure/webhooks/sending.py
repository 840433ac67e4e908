"""Sending webhooks by HTTP, to permitted addresses only."""

from collections.abc import Mapping
from typing import Final

from chassis.core.outgoing.public_addresses import AddressRules
from chassis.core.rules.broken import BrokenRule
from egress.clients.user_urls import GuardedCallFailed, GuardedClient
from egress.guard import EgressGuard
from notifications.application.webhooks.ports import SentResponse

SECONDS: Final = 15.0
SHOWN_BYTES: Final = 4_096
"""How much of a response is read."""


class HttpSender:
    """Sends webhooks: no redirects, no proxies, bounded time and size."""

    def __init__(self, rules: AddressRules, client: GuardedClient) -> None:
        self._rules = rules
        self._client = client

    def problem(self, url: str) -> BrokenRule | None:
        """Return the rule that a URL breaks, or null."""
        return self._rules.problem(url)

    async def send(self, url: str, body: bytes, headers: Mapping[str, str]) -> SentResponse:
        """Send a message once."""
        try:
            response = await self._client.post(url, body, headers, max_bytes=SHOWN_BYTES)
        except GuardedCallFailed as failure:
            return SentResponse(error_code=failure.code, error_detail=str(failure), waits_until=failure.waits_until)
        return SentResponse(response.status, dict(response.headers), response.body, response.is_cut)

    async def close(self) -> None:
        """Close its connections."""
        await self._client.close()


def http_sender(rules: AddressRules, guard: EgressGuard) -> HttpSender:
    """Return a sender by rules, whose connections a guard admits."""
    headers = {"accept": "*/*", "user-agent": "Marquee-Webhooks/1.0"}
    return HttpSender(rules, GuardedClient(rules, guard, seconds=SECONDS, headers=headers))
