"""The payment providers of one simulator, with the clock that they share."""

import asyncio
import hashlib
from typing import Final

from provider_simulator.effects.limits import Budget, Limiter
from provider_simulator.options import Options
from provider_simulator.payments import state_file
from provider_simulator.payments.clock import SimulatedClock
from provider_simulator.payments.payment_app import PaymentApp
from provider_simulator.payments.requests import Document, PaymentHandler
from provider_simulator.stripe.handler import StripeHandler
from provider_simulator.stripe.resources.events import add_endpoint
from provider_simulator.stripe.webhooks.deliveries import Deliveries
from provider_simulator.zarinpal.handler import ZarinpalHandler

BUDGETS: Final = {"stripe": Budget(100, 1, fixed=False), "zarinpal": Budget(100, 1, fixed=False)}
"""The requests that each provider accepts."""
_TICK_SECONDS: Final = 1.0
_OWN_ENDPOINT: Final = "we_option"


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
                f"/{name}",
                handler,
                limiter=Limiter(options.budgets.get(name, BUDGETS[name]), enforced=options.limits),
                latency_ms=options.latency_ms,
                public_url=options.public_url,
                started=self.begin,
            )
            for name, handler in handlers.items()
        }
        self._ticking: asyncio.Task[None] | None = None
        self._file = options.state_file
        self._saved: tuple[int, ...] = ()
        self._undelivered: list[list[str]] = []
        if self._file is not None and (content := state_file.load(self._file)) is not None:
            self._restore(content)

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
            name = f"{_OWN_ENDPOINT}{hashlib.sha256(url.encode()).hexdigest()[:16]}"
            add_endpoint(self.stripe.account, {"url": url, "enabled_events": ["*"]}, secret, name)

    def begin(self) -> None:
        """Let what is due happen also while no request arrives, from now on."""
        if self._ticking is None:
            self._ticking = asyncio.get_running_loop().create_task(self._tick())
            self.deliveries.resume(self._undelivered)

    async def _tick(self) -> None:
        try:
            while True:
                await asyncio.sleep(_TICK_SECONDS)
                self.stripe.account.settle()
                self._save()
        finally:
            self._save()

    def _save(self) -> None:
        """Write the state to its file, where there is one and the state has changed."""
        if self._file is None:
            return
        counts = [app.counter.total for app in self.apps.values()]
        undelivered = self.deliveries.undelivered()
        state = (*counts, self.stripe.account.store.count("event"), self.clock.offset, len(undelivered))
        if state == self._saved:
            return
        content = {
            "aheadSeconds": self.clock.offset,
            "stripe": self.stripe.export(),
            "undelivered": undelivered,
            "zarinpal": self.zarinpal.export(),
        }
        state_file.save(self._file, content)
        self._saved = state

    def _restore(self, content: Document) -> None:
        self.clock.restore(content["aheadSeconds"])
        objects = content["stripe"]["objects"]
        # Those of the options are the ones of this process.
        endpoints = objects["webhook_endpoint"]
        objects["webhook_endpoint"] = [item for item in endpoints if not item["id"].startswith(_OWN_ENDPOINT)]
        self.stripe.restore(content["stripe"])
        self.zarinpal.restore(content["zarinpal"])
        self._undelivered = content["undelivered"]
