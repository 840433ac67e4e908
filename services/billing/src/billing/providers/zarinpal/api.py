"""Version 4 of Zarinpal's REST API (https://www.zarinpal.com/docs/paymentGateway/).

Only payments of merchants with rials as currency; no call has a key, and none takes money: the user does, on the page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import orjson

from billing.domain.payments.errors import ProviderFailed, ProviderRejected
from billing.providers.calls import ProviderCalls, Reply

Document = Mapping[str, Any]

SUCCESS: Final = 100
VERIFIED_BEFORE: Final = 101
TOO_MANY: Final = -12
NOT_PAID: Final = -51
SERVER_ERROR: Final = -52
OTHER_MERCHANT: Final = -53
UNKNOWN_AUTHORITY: Final = frozenset({-54, -55})
_PASSING: Final = frozenset({TOO_MANY, SERVER_ERROR})


@dataclass(frozen=True, slots=True)
class Verification:
    """A payment that is verified, now or before."""

    card: str
    """The number of the card, masked."""
    fee: int
    """In rials."""
    is_paid_by_merchant: bool
    """Whether the fee is deducted from what the merchant receives."""


class ZarinpalApi:
    """Calls of one merchant. `Rejection` carries the codes of refusals."""

    def __init__(self, merchant_id: str, url: str, calls: ProviderCalls) -> None:
        self._merchant_id = merchant_id
        self._url = url.rstrip("/")
        self._calls = calls

    def page(self, authority: str) -> str:
        """Return the address of the page on which a payment is made."""
        return f"{self._url}/pg/StartPay/{quote(authority, safe='')}"

    async def request(self, rials: int, description: str, callback_url: str, order_id: str) -> str:
        """Begin a payment and return its authority; one that is not paid has no effect."""
        data = await self._post(
            "request",
            {
                "amount": rials,
                "currency": "IRR",
                "description": description,
                "callback_url": callback_url,
                "metadata": {"order_id": order_id},
            },
        )
        authority = data.get("authority")
        if not isinstance(authority, str) or not authority:
            raise ProviderFailed("zarinpal", "invalid_response")
        return authority

    async def status(self, authority: str) -> str:
        """Return IN_BANK, PAID, VERIFIED, FAILED or REVERSED."""
        data = await self._post("inquiry", {"authority": authority})
        return str(data.get("status", ""))

    async def verify(self, authority: str, rials: int) -> Verification:
        """Settle a payment: without this, the money goes back to the payer. A repetition changes nothing."""
        data = await self._post("verify", {"authority": authority, "amount": rials})
        return Verification(
            str(data.get("card_pan") or ""), _whole(data.get("fee")), str(data.get("fee_type", "")) != "Payer"
        )

    async def unverified(self) -> list[str]:
        """Return the authorities of the last 100 payments that were made and not verified."""
        data = await self._post("unVerified", {})
        listed = data.get("authorities")
        items = listed if isinstance(listed, list) else []
        return [str(item["authority"]) for item in items if isinstance(item, dict) and item.get("authority")]

    async def reverse(self, authority: str) -> None:
        """Return a whole payment to the payer, within 30 minutes after it was made."""
        await self._post("reverse", {"authority": authority})

    async def _post(self, name: str, content: Document) -> Document:
        """Return the data of a response; raise ProviderFailed, or ProviderRejected with Zarinpal's number."""
        body = orjson.dumps({"merchant_id": self._merchant_id, **content})
        headers = {"content-type": "application/json", "accept": "application/json"}
        url = f"{self._url}/pg/v4/payment/{name}.json"
        # Each call may be repeated: a second request is a page that no user knows.
        reply = await self._calls.send("POST", url, headers, body, repeatable=True)
        return _data_of(reply)


def _data_of(reply: Reply) -> Document:
    try:
        content = orjson.loads(reply.body)
    except orjson.JSONDecodeError as error:
        raise ProviderFailed("zarinpal", "server_error") from error
    data, errors = (content.get("data"), content.get("errors")) if isinstance(content, dict) else (None, None)
    if isinstance(data, dict) and _whole(data.get("code")) in {SUCCESS, VERIFIED_BEFORE}:
        return data
    if not isinstance(errors, dict):
        raise ProviderFailed("zarinpal", "server_error" if reply.status >= 500 else "invalid_response")
    number = _whole(errors.get("code"))
    if number in _PASSING or reply.status >= 500 or reply.status == 429:
        raise ProviderFailed("zarinpal", "limited" if number == TOO_MANY else "server_error")
    raise ProviderRejected("zarinpal", str(number), str(errors.get("message", ""))[:200])


def _whole(value: object) -> int:
    """Return an integer, which Zarinpal also writes as text; 0 for anything else."""
    if isinstance(value, str) and value.lstrip("-").isascii() and value.lstrip("-").isdigit() and len(value) < 16:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
