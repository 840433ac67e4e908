"""The payment providers of one simulator, with the clock that they share."""

import asyncio
from typing import Final

from provider_simulator.effects.limits import Budget, Limiter
from provider_simulator.options import Options
from provider_simulator.payments.clock import SimulatedClock
from provider_simulator.payments.payment_app import PaymentApp
from provider_simulator.payments.requests import PaymentHandler
from provider_simulator.stripe.handler import StripeHandler
from provider_simulator.stripe.resources.events import add_endpoint
from provider_simulator.stripe.webhooks.deliveries import Deliveries
from provider_simulator.zarinpal.handler import ZarinpalHandler

BUDGETS: Final = {"stripe": Budget(100, 1, fixed=False), "zarinpal": Budget(100, 1, fixed=False)}
"""The requests that each provider accepts."""
_TICK_SECONDS: Final = 1.0


class PaymentProviders:
    """The providers by name."""

    def __init__(self, options: Options) -> None:
        self.clock = SimulatedClock()
        self.stripe = StripeHandler(self.clock)
        self.deliveries = Deliveries(self.stripe.account)
        self._endpoints = options.webhook_endpoints
        self._add_endpoints()
        self.zarinpal = ZarinpalHandler(self.clock)
        handlers: dict[str, PaymentHandler] = {"stripe": self.stripe, "zarinpal": self.zarinpal}
        self.apps = {
            name: PaymentApp(
                name,
                f"/{name}",
                handler,
                limiter=Limiter(options.budgets.get(name, BUDGETS[name]), enforced=options.limits),
                latency_ms=options.latency_ms,
                public_url=options.public_url,
                started=self._begin,
            )
            for name, handler in handlers.items()
        }
        self._ticking: asyncio.Task[None] | None = None

    def reset(self) -> None:
        """Forget everything that was stored, faults and conditions too; the clock and the options stay."""
        self.stripe.reset()
        self.zarinpal.reset()
        self.deliveries.stop()
        self.deliveries = Deliveries(self.stripe.account)
        self._add_endpoints()
        for app in self.apps.values():
            app.faults.switch_off()
            app.journal.clear()

    def _add_endpoints(self) -> None:
        for url, secret in self._endpoints.items():
            add_endpoint(self.stripe.account, {"url": url, "enabled_events": ["*"]}, secret)

    def _begin(self) -> None:
        """Let what is due happen also while no request arrives."""
        if self._ticking is None:
            self._ticking = asyncio.get_running_loop().create_task(self._tick())

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            self.stripe.account.settle()
