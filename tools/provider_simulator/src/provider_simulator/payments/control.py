"""The control routes of the payment providers: the clock, webhook deliveries, and the requests that were received."""

from datetime import UTC, datetime
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from provider_simulator.effects.faults import BadFault
from provider_simulator.payments.providers import PaymentProviders
from provider_simulator.stripe.webhooks.conditions import Conditions, parse_conditions

_UNITS: Final = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400}
_MOST_SECONDS: Final = 20 * 366 * 86_400


def payment_routes(providers: PaymentProviders) -> list[Route]:
    """Return the routes over these providers."""
    control = _PaymentControl(providers)
    return [
        Route("/control/clock", control.clock),
        Route("/control/clock", control.advance, methods=["POST"]),
        Route("/control/payments", control.reset, methods=["DELETE"]),
        Route("/control/journal/{provider}", control.journal),
        Route("/control/stripe/subscriptions/{subscription}/unpaid", control.mark_unpaid, methods=["POST"]),
        Route("/control/webhooks/stripe", control.conditions),
        Route("/control/webhooks/stripe", control.set_conditions, methods=["PUT"]),
        Route("/control/webhooks/stripe", control.clear_conditions, methods=["DELETE"]),
        Route("/control/webhooks/stripe/deliveries", control.deliveries),
        Route("/control/webhooks/stripe/events/{event}", control.resend, methods=["POST"]),
        Route("/control/webhooks/stripe/endpoints/{endpoint}/roll", control.roll_secret, methods=["POST"]),
    ]


class _PaymentControl:
    def __init__(self, providers: PaymentProviders) -> None:
        self._providers = providers

    async def clock(self, _request: Request) -> Response:
        return _json(self._time())

    async def advance(self, request: Request) -> Response:
        try:
            content = orjson.loads(await request.body())
            seconds = _seconds(content)
        except orjson.JSONDecodeError as error:
            return _bad("body", f"is no JSON: {error}")
        except BadFault as error:
            return _bad(error.field, str(error))
        self._providers.clock.advance(seconds)
        return _json(self._time())

    async def reset(self, _request: Request) -> Response:
        self._providers.reset()
        return Response(status_code=204)

    async def journal(self, request: Request) -> Response:
        app = self._providers.apps.get(request.path_params["provider"])
        if app is None:
            return _json({"error": {"field": "provider", "message": "unknown payment provider"}}, 404)
        return _json(list(app.journal))

    async def conditions(self, _request: Request) -> Response:
        return _json(self._providers.deliveries.conditions.as_json())

    async def set_conditions(self, request: Request) -> Response:
        try:
            conditions = parse_conditions(orjson.loads(await request.body()))
        except orjson.JSONDecodeError as error:
            return _bad("body", f"is no JSON: {error}")
        except BadFault as error:
            return _bad(error.field, str(error))
        self._providers.deliveries.conditions = conditions
        return _json(conditions.as_json())

    async def clear_conditions(self, _request: Request) -> Response:
        self._providers.deliveries.conditions = Conditions()
        return Response(status_code=204)

    async def deliveries(self, _request: Request) -> Response:
        return _json([delivery.as_json() for delivery in self._providers.deliveries.kept])

    async def resend(self, request: Request) -> Response:
        event = self._providers.stripe.account.store.find("event", request.path_params["event"])
        if event is None:
            return _json({"error": {"field": "event", "message": "no such event"}}, 404)
        return _json({"deliveries": self._providers.deliveries.resend(event)})

    async def roll_secret(self, request: Request) -> Response:
        store = self._providers.stripe.account.store
        endpoint = store.find("webhook_endpoint", request.path_params["endpoint"])
        if endpoint is None:
            return _json({"error": {"field": "endpoint", "message": "no such webhook endpoint"}}, 404)
        return _json({"secret": self._providers.deliveries.roll_secret(endpoint)})

    async def mark_unpaid(self, request: Request) -> Response:
        account = self._providers.stripe.account
        subscription = account.store.find("subscription", request.path_params["subscription"])
        if subscription is None:
            return _json({"error": {"field": "subscription", "message": "no such subscription"}}, 404)
        if subscription["status"] != "past_due":
            message = f"must be past_due to become unpaid: it is {subscription['status']}"
            return _bad("subscription", message)
        with account.changing(subscription, "customer.subscription.updated"):
            subscription["status"] = "unpaid"
        return _json({"status": "unpaid"})

    def _time(self) -> dict[str, object]:
        clock = self._providers.clock
        now = clock.now()
        return {"now": now, "time": datetime.fromtimestamp(now, UTC).isoformat(), "aheadSeconds": clock.offset}


def _seconds(content: object) -> int:
    """Return by how many seconds to advance; raise BadFault naming the wrong field."""
    if not isinstance(content, dict) or not content:
        raise BadFault("body", f"must be an object with one of {', '.join(_UNITS)}")
    total = 0
    for name, value in content.items():
        if name not in _UNITS:
            raise BadFault(str(name), f"unknown; known are {', '.join(_UNITS)}")
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST_SECONDS:
            raise BadFault(name, f"must be a whole number from 0 to {_MOST_SECONDS}")
        total += value * _UNITS[name]
    if total > _MOST_SECONDS:
        raise BadFault("body", "must be at most twenty years")
    return total


def _json(content: object, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status_code=status, media_type="application/json")


def _bad(field: str, message: str) -> Response:
    return _json({"error": {"field": field, "message": message}}, 400)
