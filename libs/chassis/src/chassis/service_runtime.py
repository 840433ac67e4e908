"""The runtime of a service that owns a schema: its parts are created once, started together and closed in order."""

import inspect
import logging
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial

from fastapi import APIRouter, FastAPI
from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.routing import WebSocketRoute

from chassis.http.app import Lifespan, create_app
from chassis.http.authorization.keys import KeySet, http_key_fetcher
from chassis.http.authorization.scopes import ScopeRule, scopes_of_service
from chassis.http.errors import ErrorTable
from chassis.http.tokens import TokenVerifier
from chassis.messaging import inbox
from chassis.messaging.consumer import AnyRoute
from chassis.messaging.consuming.processor import BatchProcessor
from chassis.messaging.consuming.rejection_limit import RejectionLimits
from chassis.messaging.consuming.subscription import Subscription
from chassis.messaging.dead_letters.writer import LARGEST_LETTER_BYTES, DeadLetters
from chassis.messaging.outbox import Outbox
from chassis.messaging.publishing.producer import Producer
from chassis.messaging.publishing.relay import Relay
from chassis.messaging.transaction import Transactions
from chassis.runtime.background import Background, Tasks
from chassis.runtime.health import CheckResult, Health
from chassis.runtime.metrics.events import OUTBOX_AGE, OUTBOX_DEPTH
from chassis.runtime.metrics.process import LoopMonitor
from chassis.runtime.metrics.sources import MetricsSources
from chassis.runtime.periodic import PeriodicTask
from chassis.runtime.stopping import Stopping
from chassis.settings import HttpSettings, ServiceSettings
from chassis.storage.database import create_engine, database_check
from chassis.storage.reads import ReadPool
from contracts.event_catalog import ANNOUNCEMENTS

logger = logging.getLogger(__name__)


def create_verifier(settings: HttpSettings) -> TokenVerifier:
    """Return the verifier of access tokens from the key set, issuer and audience that the settings name."""
    return TokenVerifier(
        KeySet(http_key_fetcher(settings.jwks_url)),
        issuer=settings.token_issuer,
        audience=settings.token_audience,
    )


def lifespan(
    backgrounds: Sequence[Background],
    *,
    seconds: float,
    on_start: Callable[[], None] | None = None,
    closing: Sequence[Callable[[], object]] = (),
) -> Lifespan:
    """Return the lifespan of a process: tasks start before the first request and finish after the last.

    `seconds` bounds the time that the tasks have to stop; then each of `closing` is called, in order.
    """

    @asynccontextmanager
    async def live(_: FastAPI) -> AsyncIterator[None]:
        tasks = Tasks([LoopMonitor(), *backgrounds])
        if on_start is not None:
            on_start()
        tasks.start()
        try:
            yield
        finally:
            await tasks.stop(seconds)
            await _close_all(closing)

    return live


async def _close_all(closing: Sequence[Callable[[], object]]) -> None:
    """Close resources in order; a failure is logged, so that the next one is closed too."""
    for close in closing:
        try:
            result = close()
            if inspect.isawaitable(result):
                await result
        except Exception:
            logger.exception("cannot close a resource")


class ServiceRuntime:
    """The engine, the read pool, the outbox, the inbox, health and token verification of one service."""

    def __init__(
        self,
        name: str,
        settings: ServiceSettings,
        *,
        outbox_table: Table | None,
        inbox_table: Table | None,
        verifier: TokenVerifier | None = None,
    ) -> None:
        """Create the parts and open no connection. Without `verifier` the keys are read from `settings.jwks_url`."""
        self.name = name
        self.settings = settings
        self.health = Health()
        self.stopping = Stopping()
        self.metrics_sources = MetricsSources()
        self.verifier = verifier or create_verifier(settings)
        self.engine: AsyncEngine = create_engine(
            settings.database_url.get_secret_value(),
            schema=name,
            application_name=name,
            pool_size=settings.database_pool_size - settings.database_read_pool_size,
            max_overflow=settings.database_pool_overflow,
        )
        self.reads = ReadPool(
            settings.database_url.get_secret_value(),
            schema=name,
            application_name=name,
            size=settings.database_read_pool_size,
        )
        self.outbox = (
            Outbox(outbox_table, schema=name, lanes=settings.outbox_lanes, notify=settings.outbox_notify)
            if outbox_table is not None
            else None
        )
        self.transactions = Transactions(self.engine, self.outbox, ANNOUNCEMENTS.get(name))
        self._inbox_table = inbox_table
        self._consumer: Subscription | None = None
        self._closing: list[Callable[[], object]] = []
        self.health.add("database", database_check(self.engine))
        if self.outbox is not None:
            self.health.add("outbox", partial(self._outbox_check, self.outbox), required=False)
            self.metrics_sources.add("outbox", partial(self._measure_outbox, self.outbox), OUTBOX_DEPTH, OUTBOX_AGE)

    def worker(self, routes: Sequence[AnyRoute] = ()) -> list[Background]:
        """Return the background tasks of the worker role: the relay, the consumer of `routes`, housekeeping.

        They stop in reverse order, so that the relay still publishes the events of the last batch.
        """
        tasks: list[Background] = []
        if self.outbox is not None:
            tasks.append(self._relay())
        if routes:
            tasks.append(self._subscription(routes))
        if self._inbox_table is not None:
            tasks.append(PeriodicTask(self._forget))
        return tasks

    def create_app(
        self,
        *,
        title: str,
        description: str,
        routers: Sequence[APIRouter],
        errors: ErrorTable,
        application: object,
        backgrounds: Sequence[Background] = (),
        lifespan: Lifespan | None = None,
        state: Mapping[str, object] | None = None,
        scope_rule: ScopeRule | None = None,
        sockets: Sequence[WebSocketRoute] = (),
    ) -> FastAPI:
        """Return the service's application, which runs `backgrounds` and gives `application` to the routes.

        `lifespan` replaces that of this runtime; `state` is what routes read from `request.app.state` in addition.
        By default the service's two scopes suffice for all of its operations.
        """
        return create_app(
            title=title,
            description=description,
            routers=routers,
            errors=errors,
            health=self.health,
            verifier=self.verifier,
            lifespan=lifespan or self.lifespan(backgrounds),
            state={"application": application, **(state or {})},
            max_body_bytes=self.settings.max_body_bytes,
            shared_routes=True,
            shared_response_seconds=self.settings.shared_response_seconds,
            scope_rule=scope_rule or scopes_of_service(self.name),
            stopping=self.stopping,
            metrics_sources=self.metrics_sources,
            sockets=sockets,
        )

    def lag(self) -> int | None:
        """Return how many records this process still has to apply; null when that is unknown or it consumes none."""
        return self._consumer.lag() if self._consumer is not None else None

    def close_later(self, close: Callable[[], object]) -> None:
        """Call `close` when the process ends, after the background tasks and before the engine is disposed."""
        self._closing.append(close)

    def lifespan(self, backgrounds: Sequence[Background]) -> Lifespan:
        """Return the lifespan of the process that runs `backgrounds`."""
        return lifespan(backgrounds, seconds=self.settings.shutdown_seconds, closing=[self.close])

    async def close(self) -> None:
        """Close what this process holds: what `close_later` was given, in order, the read pool, then the engine."""
        await _close_all([*self._closing, self.reads.close, self.engine.dispose])

    def _relay(self) -> Relay:
        return Relay(
            self.settings.database_url.get_secret_value(),
            schema=self.name,
            producer=Producer(
                self.settings.kafka_bootstrap,
                client_id=f"{self.name}-relay",
                security=self.settings.kafka_security,
            ),
            lanes=self.settings.outbox_lanes,
            notify=self.settings.outbox_notify,
            gather_seconds=self.settings.outbox_gather_ms / 1000,
        )

    def _subscription(self, routes: Sequence[AnyRoute]) -> Subscription:
        producer = Producer(
            self.settings.kafka_bootstrap,
            client_id=f"{self.name}-dead-letters",
            max_record_bytes=LARGEST_LETTER_BYTES,
            security=self.settings.kafka_security,
        )
        self.close_later(producer.close)
        processor = BatchProcessor(
            routes,
            self.transactions,
            DeadLetters(producer, service=self.name, group=self.name),
            limits=RejectionLimits(
                consecutive=self.settings.consumer_max_consecutive_rejections,
                ratio=self.settings.consumer_max_rejection_ratio,
            ),
        )
        subscription = Subscription(
            self.settings.kafka_bootstrap,
            group=self.name,
            topics=sorted({route.topic for route in routes}),
            process=processor.process,
            batch_records=self.settings.consumer_batch_records,
            gather_seconds=self.settings.consumer_gather_ms / 1000,
            linger_seconds=self.settings.consumer_linger_ms / 1000,
            session_seconds=self.settings.consumer_session_seconds,
            security=self.settings.kafka_security,
        )
        self._consumer = subscription
        self.health.add("consumer", subscription.check)
        self.health.add_liveness("consumer", subscription.alive)
        return subscription

    async def _measure_outbox(self, outbox: Outbox) -> None:
        depth, age = await self._depth(outbox)
        OUTBOX_DEPTH.set(depth)
        OUTBOX_AGE.set(age)

    async def _outbox_check(self, outbox: Outbox) -> CheckResult:
        depth, age = await self._depth(outbox)
        return CheckResult("up", {"depth": depth, "oldestSeconds": round(age, 3)})

    async def _depth(self, outbox: Outbox) -> tuple[int, float]:
        async with self.engine.connect() as connection:
            return await outbox.depth(connection)

    async def _forget(self) -> None:
        if self._inbox_table is not None:
            await inbox.forget_older(self.engine, self._inbox_table, self.settings.inbox_retention_days)
