"""Events that no service accepts, and the dead letters that become of them."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx2

from chassis.messaging.publishing.producer import Outgoing
from chassis.testing.kafka import produce
from contracts.library import SubscriptionTriggeredV1
from devstack.ports import plan
from stacks import Stack, eventually

EVENT: type[SubscriptionTriggeredV1] = SubscriptionTriggeredV1
"""One service consumes it."""
BODY = b'{"userId": "none", "token": "hidden-from-pages"}'


def bootstrap_of(stack: Stack) -> str:
    """Return the address of the stack's Kafka."""
    return f"127.0.0.1:{plan(stack.base)['kafka']}"


async def publish_broken_event(stack: Stack) -> str:
    """Publish an event whose body breaks its contract, and return its id."""
    event_id = str(uuid4())
    headers: list[tuple[str, bytes | None]] = [
        ("ce_id", event_id.encode()),
        ("ce_type", EVENT.type.encode()),
        ("ce_source", b"marquee/library"),
    ]
    await produce(bootstrap_of(stack), [Outgoing(EVENT.topic, b"none", BODY, headers)])
    return event_id


def rejected_letter(stack: Stack, token: str) -> dict[str, Any]:
    """Publish a broken event, and return its dead letter as soon as the API lists it."""
    event_id = asyncio.run(publish_broken_event(stack))
    letters: list[dict[str, Any]] = eventually(lambda: letters_of(stack, token, event_id), bool)
    return letters[0]


def letters_of(stack: Stack, token: str, event_id: str) -> list[dict[str, Any]]:
    """Return the dead letters of an event, the newest first."""
    response = httpx2.get(
        f"{stack.gateway}/api/v1/admin/dead-letters",
        params={"topic": EVENT.topic, "limit": 100},
        headers={"Authorization": f"Bearer {token}"},
        trust_env=False,
        timeout=30,
    )
    assert response.status_code == 200, response.text
    return [letter for letter in response.json()["data"] if letter["eventId"] == event_id]
