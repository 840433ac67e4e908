"""Endpoints of a user: create, change, rotate the secret, delete, test, and send a delivery again."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from chassis.core.clock import Clock
from chassis.core.unit_of_work import UnitOfWorkFactory
from notifications.application.unit_of_work import UnitOfWork
from notifications.application.webhooks.access import Owner, enabled_endpoint, own_endpoint, unknown
from notifications.application.webhooks.ports import NewDelivery, Secrets, Sender
from notifications.application.webhooks.recording import RecordWebhookEvents
from notifications.domain.webhooks.endpoints import BY_OWNER, SECRET_OVERLAP, Endpoint, EndpointSettings, Health
from notifications.domain.webhooks.errors import (
    InvalidWebhook,
    TooManyWebhooks,
    WebhookDeliveryNotFound,
)
from notifications.domain.webhooks.event_types import TEST
from notifications.domain.webhooks.events import WebhookEvent, webhook_delivery_id
from notifications.domain.webhooks.signatures import new_secret


@dataclass(frozen=True, slots=True)
class Created:
    """An endpoint with its secret, which is shown this once."""

    endpoint: Endpoint
    secret: str = field(repr=False)


class Endpoints:
    """Changes endpoints; every write of a user waits for the one before."""

    def __init__(
        self,
        units: UnitOfWorkFactory[UnitOfWork],
        clock: Clock,
        secrets: Secrets,
        sender: Sender,
        record: RecordWebhookEvents,
        *,
        most: int,
    ) -> None:
        self._units = units
        self._clock = clock
        self._secrets = secrets
        self._sender = sender
        self._record = record
        self._most = most

    async def create(self, owner: Owner, settings: EndpointSettings) -> Created:
        """Create an endpoint; raise TooManyWebhooks, InvalidWebhook, WebhookTypeReserved, AccountErased."""
        self._check(owner, settings)
        now, endpoint_id, secret = self._clock.now(), uuid4(), new_secret()
        async with self._units.begin() as work:
            await work.users.lock(owner.user_id)
            if await work.webhooks.count(owner.user_id) >= self._most:
                raise TooManyWebhooks(f"a user has at most {self._most} webhooks")
            sealed = self._secrets.seal_webhook(endpoint_id, secret)
            endpoint = Endpoint(endpoint_id, owner.user_id, settings, sealed, now, now)
            if not settings.enabled:
                endpoint = replace(endpoint, disabled_at=now, health=Health(disabled_reason=BY_OWNER))
            await work.webhooks.add(endpoint)
        return Created(endpoint, secret)

    async def change(
        self, owner: Owner, endpoint_id: UUID, changed: Callable[[EndpointSettings], EndpointSettings]
    ) -> Endpoint:
        """Change the settings; raise WebhookNotFound, InvalidWebhook, WebhookTypeReserved, AccountErased.

        Failures before an endpoint is enabled again do not count; what it missed needs a replay.
        """
        now = self._clock.now()
        async with self._units.begin() as work:
            endpoint = await own_endpoint(work, owner, endpoint_id)
            settings = changed(endpoint.settings)
            self._check(owner, settings)
            endpoint = replace(endpoint, settings=settings, updated_at=now)
            if settings.enabled and endpoint.disabled_at is not None:
                endpoint = replace(endpoint, disabled_at=None, health=Health())
            elif not settings.enabled and endpoint.disabled_at is None:
                health = replace(endpoint.health, disabled_reason=BY_OWNER)
                endpoint = replace(endpoint, disabled_at=now, health=health)
            await work.webhooks.change(endpoint)
        return endpoint

    async def rotate(self, owner: Owner, endpoint_id: UUID) -> Created:
        """Replace the secret; for a day the one before signs too. Raise WebhookNotFound, AccountErased."""
        now, secret = self._clock.now(), new_secret()
        async with self._units.begin() as work:
            endpoint = await own_endpoint(work, owner, endpoint_id)
            endpoint = replace(
                endpoint,
                sealed_secret=self._secrets.seal_webhook(endpoint_id, secret),
                sealed_previous_secret=endpoint.sealed_secret,
                previous_until=now + SECRET_OVERLAP,
                updated_at=now,
            )
            await work.webhooks.change(endpoint)
        return Created(endpoint, secret)

    async def delete(self, owner: Owner, endpoint_id: UUID) -> None:
        """Delete an endpoint; raise WebhookNotFound, AccountErased."""
        async with self._units.begin() as work:
            await work.users.lock(owner.user_id)
            if not await work.webhooks.delete(owner.user_id, endpoint_id):
                raise unknown(endpoint_id)

    async def test(self, owner: Owner, endpoint_id: UUID) -> UUID:
        """Send a sample event, and return the id of its delivery; raise WebhookNotFound, WebhookDisabled."""
        now = self._clock.now()
        data = {"webhookId": str(endpoint_id), "message": "This is a test of a webhook."}
        event = WebhookEvent(uuid4(), TEST, now, data, user_id=owner.user_id)
        async with self._units.begin() as work:
            await enabled_endpoint(work, owner, endpoint_id)
            await work.webhooks.log([event])
            delivery = NewDelivery(endpoint_id, owner.user_id, event.event_id, TEST, now)
            await work.webhooks.enqueue([delivery], self._record.schedule(now))
        return webhook_delivery_id(endpoint_id, event.event_id)

    async def repeat(self, owner: Owner, endpoint_id: UUID, delivery_id: UUID) -> None:
        """Send a delivery again at once; one that waits is due at once.

        Raise WebhookNotFound, WebhookDisabled, WebhookDeliveryNotFound.
        """
        async with self._units.begin() as work:
            await enabled_endpoint(work, owner, endpoint_id)
            if not await work.webhooks.repeat(endpoint_id, delivery_id, self._record.schedule(self._clock.now())):
                raise WebhookDeliveryNotFound(f"the webhook has no delivery {delivery_id}")

    def _check(self, owner: Owner, settings: EndpointSettings) -> None:
        if problem := self._sender.problem(settings.url):
            raise InvalidWebhook("url", problem)
        owner.check_types(settings.event_types, "eventTypes")
