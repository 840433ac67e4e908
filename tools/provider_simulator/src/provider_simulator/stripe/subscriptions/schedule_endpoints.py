"""The endpoints of subscription schedules."""

from typing import Final

from provider_simulator.payments.requests import Document
from provider_simulator.stripe.endpoint import Call, Endpoint, Endpoints
from provider_simulator.stripe.requests.errors import invalid
from provider_simulator.stripe.requests.parameters import TIME, Either, Items, Metadata, Text, Whole, group
from provider_simulator.stripe.resources.catalog import INTERVALS
from provider_simulator.stripe.resources.metadata import merged
from provider_simulator.stripe.state.listing import PAGE, page
from provider_simulator.stripe.subscriptions import lifecycle, schedules
from provider_simulator.stripe.subscriptions.endpoints import PRORATION

_KIND: Final = "subscription_schedule"
_PHASES: Final = Items(
    group(
        "items",
        items=Items(group(price=Text(), quantity=Whole(0, 10_000), metadata=Metadata()), 20),
        start_date=Either((Text(("now",)), TIME)),
        end_date=Either((Text(("now",)), TIME)),
        duration=group("interval", interval=Text(INTERVALS), interval_count=Whole(1, 156)),
        proration_behavior=PRORATION,
        metadata=Metadata(),
    ),
    10,
)


def _create(call: Call) -> Document:
    subscription = call.store.require("subscription", call.parameters["from_subscription"], "from_subscription")
    if subscription["status"] in lifecycle.ENDED:
        raise invalid("The subscription has ended.", "from_subscription")
    return schedules.of_subscription(call.account, subscription)


def _update(call: Call) -> Document:
    schedule = call.subject(_KIND)
    if schedule["status"] not in {"active", "not_started"}:
        raise invalid(f"You cannot update a subscription schedule that is {schedule['status']}.")
    phases = (
        schedules.phases_of(call.account, schedule, call.parameters["phases"]) if "phases" in call.parameters else None
    )
    with call.account.changing(schedule, "subscription_schedule.updated"):
        if phases is not None:
            schedules.set_phases(call.account, schedule, phases)
        if call.parameters.get("end_behavior"):
            schedule["end_behavior"] = call.parameters["end_behavior"]
        if "metadata" in call.parameters:
            schedule["metadata"] = merged(schedule["metadata"], call.parameters["metadata"])
    lifecycle.plan(call.account, call.store.require("subscription", schedule["subscription"]))
    return schedule


def _release(call: Call) -> Document:
    schedule = call.subject(_KIND)
    schedules.release(call.account, schedule)
    return schedule


def _cancel(call: Call) -> Document:
    schedule = call.subject(_KIND)
    if schedule["status"] not in {"active", "not_started"}:
        raise invalid(f"You cannot cancel a subscription schedule that is {schedule['status']}.")
    subscription = call.store.require("subscription", schedule["subscription"])
    lifecycle.end_now(call.account, subscription, "canceled", "cancellation_requested")
    return schedule


def _list(call: Call) -> Document:
    customer = call.parameters.get("customer")
    matching = [schedule for schedule in call.store.of(_KIND) if customer in {None, schedule["customer"]}]
    return page(matching, call.parameters, "/v1/subscription_schedules")


_PATH: Final = "/v1/subscription_schedules"

ENDPOINTS: Endpoints = {
    ("POST", _PATH): Endpoint(group("from_subscription", from_subscription=Text()), _create),
    ("GET", _PATH): Endpoint(group(customer=Text(), **PAGE), _list),
    ("GET", f"{_PATH}/{{id}}"): Endpoint(group(), lambda call: call.subject(_KIND)),
    ("POST", f"{_PATH}/{{id}}"): Endpoint(
        group(
            end_behavior=Text(("cancel", "release")), metadata=Metadata(), phases=_PHASES, proration_behavior=PRORATION
        ),
        _update,
    ),
    ("POST", f"{_PATH}/{{id}}/release"): Endpoint(group(), _release),
    ("POST", f"{_PATH}/{{id}}/cancel"): Endpoint(group(), _cancel),
}
