"""Use cases of notifications."""

from dataclasses import dataclass

from notifications.application.deliveries.log import DeliveryLog
from notifications.application.deliveries.requests import RetryDelivery, SendTest
from notifications.application.digests.gathering import GatherDigests
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
from notifications.application.preferences.unsubscribing import Unsubscribe, UnsubscribePages
from notifications.application.targets.use_cases import TargetUseCases
from notifications.application.upcoming.reporting import ReportUpcoming
from notifications.application.upcoming.storing import StoreUpcoming
from notifications.application.users.projection import UserProjection
from notifications.application.webhooks.use_cases import WebhookUseCases


@dataclass(frozen=True, slots=True)
class Application:
    """Every use case of the service."""

    record: RecordOccurrences
    apply_plans: ApplyPlans
    store_upcoming: StoreUpcoming
    report_upcoming: ReportUpcoming
    users: UserProjection
    contacts: StoreContacts
    notices: RecordNotices
    delete_secrets: DeleteSecrets
    inbox: Inbox
    deliveries: DeliveryLog
    retry: RetryDelivery
    send_test: SendTest
    targets: TargetUseCases
    inbox_feed: InboxFeed
    read_state: ReadState
    preferences: ReadPreferences
    change_preferences: ChangePreferences
    mute_titles: MuteTitles
    unsubscribe: Unsubscribe
    unsubscribe_pages: UnsubscribePages
    gather_digests: GatherDigests
    inbox_texts: InboxTexts
    templates: Templates
    webhooks: WebhookUseCases
