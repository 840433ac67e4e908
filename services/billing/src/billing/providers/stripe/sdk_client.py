"""The HTTP client that the SDK of Stripe is given, so that deadlines, repetitions and metrics are ours."""

from collections.abc import Mapping
from typing import Any, Final

import stripe

from billing.providers.calls import ProviderCalls

stripe.enable_telemetry = False

USER_AGENT: Final = "Marquee-billing"
_OF_THE_SDK: Final = frozenset({"x-stripe-client-user-agent", "user-agent"})
"""Headers about the process and its machine, which no call needs."""


class SdkClient(stripe.HTTPClient):
    """Sends the requests of the SDK. Every POST has a key, so that each call may be repeated."""

    name = "marquee"

    def __init__(self, calls: ProviderCalls) -> None:
        super().__init__()
        self._calls = calls

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Return the body, the status and the headers of the response; raise ProviderFailed without one."""
        own = {name: value for name, value in headers.items() if name.lower() not in _OF_THE_SDK}
        body = post_data.encode() if isinstance(post_data, str) else post_data
        reply = await self._calls.send(method.upper(), url, {**own, "user-agent": USER_AGENT}, body, repeatable=True)
        return reply.body, reply.status, reply.headers
