"""What the pages of plans offer: a currency, an interval, the prices in them, and what a user may do with each plan."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from babel.numbers import get_territory_currencies

from web.application.api import ApiError, Json
from web.presentation.viewers import CURRENCY_COOKIE, preference_cookie
from web.presentation.visits import Visit

INTERVALS: Final = ("month", "year")
ENDED: Final = frozenset({"canceled", "expired"})
"""Statuses of a subscription that is over."""
WORLDWIDE: Final = "USD"
"""The currency of regions whose own no plan is sold in."""

Step = Literal["sign_in", "none", "current", "change", "cancel", "choose"]
"""What a user can do with a plan on its card."""


@dataclass(frozen=True, slots=True)
class Holding:
    """What the visitor has: the plan, the subscription, and the providers that can be paid through."""

    plan: str = ""
    """Empty for a visitor without an account."""
    subscription: Mapping[str, Any] | None = None
    providers: Sequence[Mapping[str, Any]] = ()

    @property
    def live(self) -> Mapping[str, Any] | None:
        """The subscription unless it is over."""
        return self.subscription if self.subscription and self.subscription["status"] not in ENDED else None

    @property
    def renews(self) -> bool:
        """Whether the provider of the subscription takes the money of each period by itself."""
        live = self.live
        return live is not None and any(one["name"] == live["provider"] and one["renews"] for one in self.providers)

    @property
    def currency(self) -> str:
        """The currency that the subscription is paid in, which its changes keep; empty without one."""
        return str(self.live["price"]["price"]["currency"]) if self.live else ""

    def taking(self, currency: str) -> list[Mapping[str, Any]]:
        """Return the providers that take a currency."""
        return [one for one in self.providers if one["currencies"] is None or currency in one["currencies"]]

    def step(self, plan: Mapping[str, Any], price: Mapping[str, Any] | None) -> Step:
        """Return what the user can do with a plan at a price; without one, with the free plan."""
        if not self.plan:
            return "sign_in"
        if price is None:
            is_free = not plan["prices"]
            return "cancel" if is_free and self.live else "current" if plan["code"] == self.plan else "none"
        if self.live and self.live["price"]["id"] == price["id"] and self.renews:
            return "current"
        if self.live and self.renews:
            return "change"
        return "choose" if self.taking(price["price"]["currency"]) else "none"


async def holding_of(visit: Visit) -> Holding:
    """Return what the visitor has; raise ApiError unless billing responds."""
    if not visit.viewer.is_signed_in:
        return Holding()
    parts = await visit.parts(overview=("billing/subscription", {}), providers=("billing/providers", {}))
    for part in parts.values():
        if part.error is not None:
            raise part.error
    overview = parts["overview"].data
    return Holding(overview["plan"], overview["subscription"], parts["providers"].data)


def currencies_of(plans: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the currencies that plans are sold in, by their codes."""
    return sorted({price["price"]["currency"] for plan in plans for price in plan["prices"]})


def choose_currency(visit: Visit, currencies: Sequence[str], fixed: str = "") -> str:
    """Return the currency of prices: that of the subscription, the chosen one, which is kept, or that of the region."""
    if fixed:
        return fixed
    chosen = visit.request.query_params.get("currency", "")
    if chosen in currencies:
        visit.cookies.append(preference_cookie(CURRENCY_COOKIE, chosen))
        return chosen
    kept = visit.request.cookies.get(CURRENCY_COOKIE, "")
    preferences = [kept, *get_territory_currencies(visit.viewer.region), WORLDWIDE]
    return next((code for code in preferences if code in currencies), next(iter(currencies), ""))


def choose_interval(visit: Visit) -> str:
    """Return the interval of prices that the query names, or a month."""
    interval = visit.request.query_params.get("interval", "")
    return interval if interval in INTERVALS else INTERVALS[0]


def price_in(plan: Mapping[str, Any], interval: str, currency: str) -> Json:
    """Return what an interval of a plan costs in a currency, or null when it is not sold so."""
    for price in plan["prices"]:
        if price["interval"] == interval and price["price"]["currency"] == currency:
            return price
    return None


def price_by_id(plan: Mapping[str, Any], price_id: str) -> Json:
    """Return the price of a plan by its id; raise ApiError (404) for one that is not sold any more."""
    for price in plan["prices"]:
        if price["id"] == price_id:
            return price
    raise ApiError(404, "RESOURCE_NOT_FOUND", "the price is not sold any more")
