"""Changes of subscriptions.

Each change first reads the subscription and does nothing when it is made already, so that a repetition is harmless
whatever became of the call before it.
"""

from datetime import datetime
from typing import Any

from stripe import RequestOptions
from stripe.params import SubscriptionUpdateParams

from billing.application.providers.ports import Timing
from billing.domain.money import Money
from billing.domain.payments.errors import ProviderRejected
from billing.domain.plans.plan import Price
from billing.providers.stripe.actions.catalog import Catalog
from billing.providers.stripe.api import MISSING, StripeApi
from billing.providers.stripe.mapping.subscriptions import EXPAND, PAUSED_AT, next_price_of, price_of
from billing.providers.stripe.reading import PRICE_ID, expanded, money, seconds_of
from chassis.core.clock import Clock

Subscription = dict[str, Any]


class Subscriptions:
    """Changes, ends, pauses and resumes subscriptions."""

    def __init__(self, api: StripeApi, catalog: Catalog, clock: Clock) -> None:
        self._api = api
        self._catalog = catalog
        self._clock = clock

    async def find(self, reference: str) -> Subscription | None:
        """Return a subscription with all that its facts are read from, or null."""
        subscription = await self._api.find(self._api.v1.subscriptions.retrieve_async(reference, {"expand": EXPAND}))
        return None if subscription is None else subscription.to_dict()

    async def preview(self, reference: str, price: Price) -> Money:
        """Return what a change of the price would cost now."""
        subscription = await self._get(reference)
        item = subscription["items"]["data"][0]["id"]
        preview = await self._api.read(
            self._api.v1.invoices.create_preview_async(
                {
                    "subscription": reference,
                    "subscription_details": {
                        "items": [{"id": item, "price": await self._catalog.reference_of(price)}],
                        "proration_behavior": "always_invoice",
                    },
                }
            )
        )
        return money(preview.amount_due, preview.currency)

    async def change_price(self, reference: str, price: Price, timing: Timing, key: str) -> None:
        """Change the price, now or from the next period on."""
        target = await self._catalog.reference_of(price)
        if timing == "period_end":
            await self._schedule(reference, target, price, key)
            return
        subscription = await self._get(reference)
        await self._release(subscription, key)
        if price_of(subscription)["id"] == target:
            return
        item = subscription["items"]["data"][0]["id"]
        fields: SubscriptionUpdateParams = {
            "items": [{"id": item, "price": target}],
            "metadata": {PRICE_ID: str(price.id)},
            "proration_behavior": "always_invoice",
            # A refused payment leaves the subscription as it was.
            "payment_behavior": "error_if_incomplete",
        }
        await self._update(reference, fields, f"{key}-price")

    async def cancel(self, reference: str, timing: Timing, key: str) -> None:
        """End a subscription, now or with its period."""
        subscription = await self.find(reference)
        if subscription is None or subscription["ended_at"] is not None:
            return
        if timing == "period_end":
            await self._release(subscription, key)
            if subscription["cancel_at"] is None:
                await self._update(reference, {"cancel_at_period_end": True}, f"{key}-cancel")
            return
        try:
            await self._api.read(self._api.v1.subscriptions.cancel_async(reference))
        except ProviderRejected as rejection:
            again = await self.find(reference)
            if rejection.code != MISSING and (again is None or again["ended_at"] is None):
                raise

    async def resume(self, reference: str, key: str) -> None:
        """Withdraw what waits for the end of the period, and end a pause."""
        subscription = await self._get(reference)
        await self._release(subscription, key)
        fields: SubscriptionUpdateParams = {}
        if subscription["cancel_at_period_end"]:
            fields["cancel_at_period_end"] = False
        elif subscription["cancel_at"] is not None:
            fields["cancel_at"] = ""
        if subscription.get("pause_collection"):
            fields["pause_collection"] = ""
            fields["metadata"] = {PAUSED_AT: ""}
        if fields:
            await self._update(reference, fields, f"{key}-resume")

    async def pause(self, reference: str, until: datetime | None, key: str) -> None:
        """Void the invoices of the subscription until an instant."""
        subscription = await self._get(reference)
        if subscription.get("pause_collection"):
            return
        paused_at = str(seconds_of(self._clock.now()))
        fields: SubscriptionUpdateParams = {
            "pause_collection": {"behavior": "void"},
            "metadata": {PAUSED_AT: paused_at},
        }
        if until is not None:
            fields["pause_collection"] = {"behavior": "void", "resumes_at": seconds_of(until)}
        await self._update(reference, fields, f"{key}-pause-{paused_at}")

    async def _schedule(self, reference: str, target: str, price: Price, key: str) -> None:
        subscription = await self._get(reference)
        if next_price_of(subscription) == target:
            return
        schedule = expanded(subscription.get("schedule")) or await self._new_schedule(reference, key)
        current = next(
            phase for phase in schedule["phases"] if phase["start_date"] == schedule["current_phase"]["start_date"]
        )
        schedule_id, metadata = schedule["id"], {**subscription["metadata"], PRICE_ID: str(price.id)}

        async def update(options: RequestOptions) -> None:
            await self._api.v1.subscription_schedules.update_async(
                schedule_id,
                {
                    "end_behavior": "release",
                    "proration_behavior": "none",
                    "phases": [
                        {
                            "items": [{"price": price_of(subscription)["id"], "quantity": 1}],
                            "start_date": current["start_date"],
                            "end_date": current["end_date"],
                            "proration_behavior": "none",
                        },
                        {
                            "items": [{"price": target, "quantity": 1}],
                            "duration": {"interval": price.interval, "interval_count": 1},
                            "proration_behavior": "none",
                            "metadata": metadata,
                        },
                    ],
                },
                options,
            )

        await self._api.change(update, f"{key}-phases-{schedule_id}")

    async def _new_schedule(self, reference: str, key: str) -> Subscription:
        async def create(options: RequestOptions) -> Subscription:
            schedule = await self._api.v1.subscription_schedules.create_async({"from_subscription": reference}, options)
            return schedule.to_dict()

        return await self._api.change(create, f"{key}-schedule")

    async def _release(self, subscription: Subscription, key: str) -> None:
        """Detach the schedule, which would not let the subscription be changed; what it had planned is withdrawn."""
        schedule = expanded(subscription.get("schedule"))
        if schedule.get("status") not in {"active", "not_started"}:
            return
        schedule_id = str(schedule["id"])

        async def release(options: RequestOptions) -> None:
            await self._api.v1.subscription_schedules.release_async(schedule_id, {}, options)

        await self._api.change(release, f"{key}-release-{schedule_id}")

    async def _update(self, reference: str, fields: SubscriptionUpdateParams, key: str) -> None:
        async def update(options: RequestOptions) -> None:
            await self._api.v1.subscriptions.update_async(reference, fields, options)

        await self._api.change(update, key)

    async def _get(self, reference: str) -> Subscription:
        subscription = await self._api.read(self._api.v1.subscriptions.retrieve_async(reference, {"expand": EXPAND}))
        return subscription.to_dict()
