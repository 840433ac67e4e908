"""Events of the last 30 days, and the webhook endpoints that receive them."""

import re

from provider_simulator.payments.requests import Document
from provider_simulator.payments.urls import is_web_url
from provider_simulator.stripe.endpoint import Call, Endpoint, Endpoints
from provider_simulator.stripe.requests.errors import invalid, missing
from provider_simulator.stripe.requests.parameters import Fields, Flag, Items, Metadata, Text, group
from provider_simulator.stripe.resources.metadata import merged
from provider_simulator.stripe.state.account import EVENT_DAYS, VERSION, Account
from provider_simulator.stripe.state.listing import PAGE, page
from provider_simulator.stripe.state.store import token

_MOST_ENDPOINTS = 16
_ENABLED = Items(Text(), 300)


def _list(call: Call) -> Document:
    kind, kinds = call.parameters.get("type"), call.parameters.get("types")
    if kind and kinds:
        raise invalid("You may only specify one of these parameters: type, types.", "type")
    oldest = call.account.now() - EVENT_DAYS
    delivered = call.parameters.get("delivery_success")
    matching = [
        event
        for event in call.store.of("event")
        if event["created"] >= oldest
        and (kind is None or _matches(kind, event["type"]))
        and (not kinds or event["type"] in kinds)
        and (delivered is None or (event["pending_webhooks"] == 0) == delivered)
    ]
    return page(matching, call.parameters, "/v1/events")


def _retrieve(call: Call) -> Document:
    event = call.subject("event")
    if event["created"] < call.account.now() - EVENT_DAYS:
        raise missing("event", event["id"])
    return event


def _matches(pattern: str, kind: str) -> bool:
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), kind) is not None


def add_endpoint(account: Account, fields: Document, secret: str, identifier: str | None = None) -> Document:
    """Store a webhook endpoint and return it."""
    return account.add("webhook_endpoint", {
        "api_version": fields.get("api_version") or VERSION,
        "application": None,
        "description": fields.get("description"),
        "enabled_events": fields["enabled_events"],
        "metadata": fields.get("metadata") or {},
        "status": "enabled",
        "url": fields["url"],
        "_secrets": [secret],
    }, identifier=identifier)  # fmt: skip


def _create(call: Call) -> Document:
    if call.store.count("webhook_endpoint") >= _MOST_ENDPOINTS:
        raise invalid(f"You have reached the maximum of {_MOST_ENDPOINTS} test webhook endpoints.")
    fields = {**call.parameters, "url": _checked_url(call.parameters["url"])}
    endpoint = add_endpoint(call.account, fields, f"whsec_{token(32)}")
    return {**endpoint, "secret": endpoint["_secrets"][0]}


def _update(call: Call) -> Document:
    endpoint = call.subject("webhook_endpoint")
    fields = call.parameters
    if fields.get("url"):
        endpoint["url"] = _checked_url(fields["url"])
    if fields.get("enabled_events"):
        endpoint["enabled_events"] = fields["enabled_events"]
    if fields.get("disabled") is not None:
        endpoint["status"] = "disabled" if fields["disabled"] else "enabled"
    if "description" in fields:
        endpoint["description"] = fields["description"]
    if "metadata" in fields:
        endpoint["metadata"] = merged(endpoint["metadata"], fields["metadata"])
    return endpoint


def _delete(call: Call) -> Document:
    endpoint = call.subject("webhook_endpoint")
    call.store.remove("webhook_endpoint", endpoint["id"])
    return {"id": endpoint["id"], "object": "webhook_endpoint", "deleted": True}


def _checked_url(url: str) -> str:
    if not is_web_url(url):
        raise invalid("Invalid URL: it must start with http:// or https://.", "url", "url_invalid")
    return url


_FIELDS: Fields = {"description": Text(), "enabled_events": _ENABLED, "metadata": Metadata(), "url": Text()}

ENDPOINTS: Endpoints = {
    ("GET", "/v1/events"): Endpoint(
        group(type=Text(), types=Items(Text(), 20), delivery_success=Flag(), **PAGE), _list
    ),
    ("GET", "/v1/events/{id}"): Endpoint(group(), _retrieve),
    ("POST", "/v1/webhook_endpoints"): Endpoint(group("url", "enabled_events", api_version=Text(), **_FIELDS), _create),
    ("GET", "/v1/webhook_endpoints"): Endpoint(
        group(**PAGE), lambda call: page(call.store.of("webhook_endpoint"), call.parameters, "/v1/webhook_endpoints")
    ),
    ("GET", "/v1/webhook_endpoints/{id}"): Endpoint(group(), lambda call: call.subject("webhook_endpoint")),
    ("POST", "/v1/webhook_endpoints/{id}"): Endpoint(group(disabled=Flag(), **_FIELDS), _update),
    ("DELETE", "/v1/webhook_endpoints/{id}"): Endpoint(group(), _delete),
}
