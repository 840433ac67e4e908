"""The composition root."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from chassis.core.clock import Clock
from chassis.messaging.transaction import UnitsOfWork
from chassis.runtime.background import Background
from chassis.runtime.clock import SystemClock
from chassis.runtime.periodic import PeriodicTask
from chassis.service_runtime import ServiceRuntime
from chassis.storage.database import is_infrastructure_failure
from chassis.storage.encryption import read_keyring
from chassis.storage.reencryption.columns import SqlSealedColumns
from chassis.storage.reencryption.job import Reencrypt
from notifications.application import Application
from notifications.application.deliveries.attempts import Attempts, NotConfigured
from notifications.application.deliveries.channels import Channel
from notifications.application.deliveries.dispatching import Dispatcher
from notifications.application.deliveries.journal import Journal
from notifications.application.deliveries.lanes import LaneSettings, LaneWorker
from notifications.application.deliveries.log import DeliveryLog
from notifications.application.deliveries.queue import Lane
from notifications.application.deliveries.rendering import Renderer
from notifications.application.deliveries.requests import RetryDelivery, SendTest
from notifications.application.digests.gathering import GatherDigests
from notifications.application.digests.replanning import Replan
from notifications.application.messages.feed import InboxFeed
from notifications.application.messages.inbox import Inbox
from notifications.application.messages.read_state import ReadState
from notifications.application.messages.recording import RecordOccurrences
from notifications.application.messages.templates import Templates
from notifications.application.messages.texts import InboxTexts
from notifications.application.notices.contacts import StoreContacts
from notifications.application.notices.housekeeping import DeleteSecrets
from notifications.application.notices.recording import RecordNotices
from notifications.application.plans.applying import ApplyPlans
from notifications.application.preferences.changing import ChangePreferences, MuteTitles
from notifications.application.preferences.reading import ReadPreferences
from notifications.application.preferences.unsubscribing import Unsubscribe
from notifications.application.targets.addresses import AddressBook
from notifications.application.targets.confirming import ConfirmTargets
from notifications.application.targets.managing import ManageTargets
from notifications.application.targets.use_cases import TargetUseCases
from notifications.application.upcoming.reporting import ReportUpcoming
from notifications.application.upcoming.storing import StoreUpcoming
from notifications.application.users.projection import UserProjection
from notifications.application.webhooks.ports import Sender
from notifications.domain.preferences.model import Channel as ChannelName
from notifications.infrastructure.deliveries.housekeeping import Housekeeping
from notifications.infrastructure.deliveries.metrics import OLDEST, count
from notifications.infrastructure.deliveries.queue import Rate, SqlDeliveryQueue
from notifications.infrastructure.deliveries.reading import SqlDeliveryLog
from notifications.infrastructure.deliveries.sealed import Sealed
from notifications.infrastructure.deliveries.traced_attempts import TracedAttempts
from notifications.infrastructure.deliveries.wakeups import PostgresWakeups
from notifications.infrastructure.messages.reading import SqlInbox
from notifications.infrastructure.notices.seals import NoticeSeals
from notifications.infrastructure.notices.secrets import SqlSecrets
from notifications.infrastructure.preferences.reading import SqlPreferencesReader
from notifications.infrastructure.preferences.tokens import SignedUnsubscribeTokens, unsubscribe_link
from notifications.infrastructure.sealed_columns import SEALED
from notifications.infrastructure.tables import inbox, outbox
from notifications.infrastructure.targets.secrets import TargetSecrets
from notifications.infrastructure.templates.pages import TemplatePages
from notifications.infrastructure.templates.rendering import TemplateRenderer
from notifications.infrastructure.templates.samples import SAMPLES
from notifications.infrastructure.unit_of_work import SqlUnitOfWork
from notifications.infrastructure.users.readers import SqlReaders
from notifications.infrastructure.webhooks.parts import WebhookParts
from notifications.presentation.consumers import routes
from notifications.settings import Settings

DIGEST_SECONDS: Final = 15.0
"""How often the worker looks for digests that are due."""
UPCOMING_SECONDS: Final = 15.0
"""How often the worker looks for episodes whose lead time has begun."""
DISPATCHED: Final[tuple[ChannelName, ...]] = ("email", "webpush", "sms", "service")
"""Channels that the dispatcher delivers on."""
GATHER_SECONDS: Final = 0.005
"""How long a commit of results waits for those of other deliveries, unless they are urgent."""
SECRETS_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class Container:
    """The service with its use cases."""

    runtime: ServiceRuntime
    application: Application
    settings: Settings
    clock: Clock
    sealed: Sealed
    renderer: Renderer
    channels: Mapping[str, Channel]
    webhooks: WebhookParts
    reencrypt: Reencrypt

    def backgrounds(self) -> list[Background]:
        """Return the background tasks of the worker role."""
        housekeeping = self.housekeeping()
        self.runtime.health.add("deliveries", housekeeping.check, required=False)
        self.runtime.metrics_sources.add("deliveries", housekeeping.measure, OLDEST)
        return [
            *self.runtime.worker(routes(self.application, SqlUnitOfWork)),
            self.dispatcher(),
            PeriodicTask(self.application.gather_digests, name="digests", seconds=DIGEST_SECONDS),
            PeriodicTask(self.application.report_upcoming, name="upcoming", seconds=UPCOMING_SECONDS),
            PeriodicTask(housekeeping.forget, name="retention"),
            PeriodicTask(self.application.delete_secrets, name="secrets", seconds=SECRETS_SECONDS),
            *self.webhooks.tasks(self.application.webhooks.replays),
        ]

    def housekeeping(self) -> Housekeeping:
        """Return what deletes old rows and measures how long deliveries wait."""
        retention = timedelta(days=self.settings.retention_days)
        return Housekeeping(self.runtime.engine, self.clock, DISPATCHED, retention)

    def dispatcher(self) -> Dispatcher:
        """Return the task that delivers: each channel has a lane for what is urgent, and one for the rest."""
        settings = self.settings
        rate = Rate(settings.target_per_minute, settings.target_burst)
        queue = SqlDeliveryQueue(self.runtime.transactions, self.clock, self.sealed, rate)
        units = UnitsOfWork(self.runtime.transactions, SqlUnitOfWork)
        channels = {name: self.channels.get(name) or NotConfigured() for name in DISPATCHED}
        lanes = [
            LaneWorker(
                Lane(name, urgent),
                queue,
                TracedAttempts(
                    Attempts(
                        channel,
                        self.renderer,
                        Journal(
                            units,
                            self.application.record,
                            is_infrastructure_failure,
                            count,
                            gather_seconds=0.0 if urgent else GATHER_SECONDS,
                        ),
                        self.clock,
                    )
                ),
                self.clock,
                is_infrastructure_failure,
                LaneSettings(slots=settings.channel_slots),
            )
            for name, channel in channels.items()
            for urgent in (True, False)
        ]
        lanes.append(self.webhooks.lane(self.application.record, is_infrastructure_failure))
        wakeups = PostgresWakeups(settings.database_url.get_secret_value())
        return Dispatcher(lanes, wakeups, list(channels.values()))


def build(
    settings: Settings,
    *,
    clock: Clock = SystemClock(),
    channels: Mapping[str, Channel] | None = None,
    sender: Sender | None = None,
) -> Container:
    """Create the service; open no connection.

    `channels` and `sender`, which sends webhooks, replace the adapters that the settings name.
    """
    runtime = ServiceRuntime("notifications", settings, outbox_table=outbox, inbox_table=inbox)
    units = UnitsOfWork(runtime.transactions, SqlUnitOfWork)
    replan = Replan(clock)
    change_preferences = ChangePreferences(units, replan, clock)
    preferences_reader = SqlPreferencesReader(runtime.transactions)
    keyring = settings.read_keyring()
    tokens = SignedUnsubscribeTokens(keyring)
    renderer = TemplateRenderer(settings.web_url, unsubscribe_link(settings.public_url, tokens))
    inbox_reader = SqlInbox(runtime.transactions)
    sealed = Sealed(keyring)
    seals = NoticeSeals(read_keyring(settings.notice_key_files), sealed)
    users = UserProjection(clock, replan)
    webhooks = WebhookParts(
        settings, runtime.transactions, units, clock, sealed, settings.open_sender(clock) if sender is None else sender
    )
    webhook_use_cases = webhooks.use_cases()
    adapters = _channels(settings, clock) if channels is None else channels
    record = RecordOccurrences(clock, webhook_use_cases.record)
    application = Application(
        record=record,
        apply_plans=ApplyPlans(record, clock),
        store_upcoming=StoreUpcoming(clock, replan),
        report_upcoming=ReportUpcoming(units, record, clock),
        users=users,
        contacts=StoreContacts(users, seals),
        notices=RecordNotices(seals, clock),
        delete_secrets=DeleteSecrets(SqlSecrets(runtime.transactions), clock),
        inbox=Inbox(inbox_reader),
        inbox_feed=InboxFeed(inbox_reader, clock, is_infrastructure_failure),
        read_state=ReadState(units, clock),
        preferences=ReadPreferences(preferences_reader),
        change_preferences=change_preferences,
        mute_titles=MuteTitles(units, replan, clock),
        unsubscribe=Unsubscribe(tokens, preferences_reader, change_preferences),
        unsubscribe_pages=TemplatePages(),
        gather_digests=GatherDigests(units, clock),
        inbox_texts=InboxTexts(renderer, SqlReaders(runtime.transactions)),
        templates=Templates(renderer, SAMPLES),
        deliveries=DeliveryLog(SqlDeliveryLog(runtime.transactions)),
        retry=RetryDelivery(units, clock),
        send_test=SendTest(units, clock),
        webhooks=webhook_use_cases,
        targets=_targets(settings, units, sealed, clock, adapters),
    )
    runtime.close_later(webhooks.sender.close)
    runtime.stopping.add(application.inbox_feed.end)
    runtime.close_later(application.inbox_feed.close)
    return Container(
        runtime,
        application,
        settings,
        clock,
        sealed=sealed,
        renderer=renderer,
        channels=adapters,
        webhooks=webhooks,
        reencrypt=Reencrypt(
            UnitsOfWork(runtime.transactions, lambda begun: SqlSealedColumns(begun.connection, keyring, SEALED))
        ),
    )


def _targets(
    settings: Settings, units: UnitsOfWork[SqlUnitOfWork], sealed: Sealed, clock: Clock, channels: Collection[str]
) -> TargetUseCases:
    secrets = TargetSecrets(sealed)
    book = AddressBook(channels, settings.outgoing_rules("push"), settings.service_addresses())
    key = settings.read_vapid_key()
    return TargetUseCases(
        ManageTargets(units, secrets, book, clock, most=settings.targets_per_user),
        ConfirmTargets(units, secrets, clock),
        book,
        None if key is None else key.public_key,
    )


def _channels(settings: Settings, clock: Clock) -> Mapping[str, Channel]:
    """Return the adapter of each channel that the settings name."""
    channels: dict[str, Channel] = {}
    if (mail := settings.open_mail(clock)) is not None:
        channels["email"] = mail
    # Each of its two lanes has the slots; a service that hangs keeps its thread longer than its slot.
    return channels | settings.open_target_channels(clock, threads=3 * settings.channel_slots)
