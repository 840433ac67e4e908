"""Browsers that come back from the page of a provider that sends no messages."""

from typing import Final

from billing.application.jobs import sync_job
from billing.application.providers.sold import SoldCheckouts
from billing.application.unit_of_work import Units
from billing.domain.payments.facts import ObjectRef, ProviderName
from chassis.core.clock import Clock
from jobs.model import INTERACTIVE

START: Final = "/"
"""Where a browser is sent whose checkout is unknown."""


class ReturnFromPage:
    """Requests what became of a checkout, which settles its payment, and returns where its user goes on."""

    def __init__(self, units: Units, sold: SoldCheckouts, clock: Clock, provider: ProviderName = "zarinpal") -> None:
        self._units = units
        self._sold = sold
        self._clock = clock
        self._provider: ProviderName = provider

    async def __call__(self, reference: str) -> str:
        """Return the path of the web application that shows the checkout.

        What the browser states about the payment is not used: only the provider is believed.
        """
        sold = await self._sold.find(reference)
        if sold is None:
            return START
        async with self._units.begin() as work:
            checkout = await work.checkouts.find(sold.checkout_id)
            ref = ObjectRef(self._provider, "checkout", reference)
            await work.queue(sync_job(ref, self._clock.now(), priority=INTERACTIVE))
        return START if checkout is None else f"{checkout.return_path}?checkout={checkout.id}"
