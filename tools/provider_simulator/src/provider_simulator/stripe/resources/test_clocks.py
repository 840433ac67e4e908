"""Test clocks: the time of some customers, advanced on request."""

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.endpoint import Call, Endpoint, Endpoints
from provider_simulator.stripe.requests.errors import invalid
from provider_simulator.stripe.requests.parameters import TIME, Text, group
from provider_simulator.stripe.state.listing import PAGE, page
from provider_simulator.stripe.subscriptions.lifecycle import DAY

_KIND = "test_helpers.test_clock"
_LIFE = 30 * DAY


def _create(call: Call) -> Document:
    clock = call.account.add(_KIND, {
        "deletes_after": call.account.now() + _LIFE,
        "frozen_time": call.parameters["frozen_time"],
        "name": call.parameters.get("name"),
        "status": "ready",
        "status_details": {},
    })  # fmt: skip
    call.account.emit("test_helpers.test_clock.created", clock)
    return clock


def _advance(call: Call) -> Document:
    """Carry out what is due until the new time; that is complete when the response is sent."""
    clock = call.subject(_KIND)
    target = call.parameters["frozen_time"]
    if target <= clock["frozen_time"]:
        raise invalid("The frozen_time must be after the current frozen_time.", "frozen_time")
    account = call.account
    account.emit("test_helpers.test_clock.advancing", clock)
    account.timeline.run(clock["id"], target)
    clock["frozen_time"] = target
    account.emit("test_helpers.test_clock.ready", clock)
    return clock


def _delete(call: Call) -> Document:
    clock = call.subject(_KIND)
    for kind in ("customer", "subscription"):
        for document in list(call.store.of(kind)):
            if document["test_clock"] == clock["id"]:
                call.store.remove(kind, document["id"])
    call.account.timeline.forget(clock["id"])
    call.store.remove(_KIND, clock["id"])
    call.account.emit("test_helpers.test_clock.deleted", clock)
    return {"id": clock["id"], "object": _KIND, "deleted": True}


_PATH = "/v1/test_helpers/test_clocks"

ENDPOINTS: Endpoints = {
    ("POST", _PATH): Endpoint(group("frozen_time", frozen_time=TIME, name=Text(most=300)), _create),
    ("GET", _PATH): Endpoint(group(**PAGE), lambda call: page(call.store.of(_KIND), call.parameters, _PATH)),
    ("GET", f"{_PATH}/{{id}}"): Endpoint(group(), lambda call: call.subject(_KIND)),
    ("POST", f"{_PATH}/{{id}}/advance"): Endpoint(group("frozen_time", frozen_time=TIME), _advance),
    ("DELETE", f"{_PATH}/{{id}}"): Endpoint(group(), _delete),
}
