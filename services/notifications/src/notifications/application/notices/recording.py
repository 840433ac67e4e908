"""Recording notices of auth: each is one delivery to the address in its content, and perhaps an item of the inbox."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chassis.core.clock import Clock
from notifications.application.messages.recording import shown_in_inbox
from notifications.application.notices.ports import SealedContent, Seals
from notifications.application.unit_of_work import UnitOfWork
from notifications.domain.deliveries.model import Delivery, State, delivery_id_of
from notifications.domain.notices.notice import Notice
from notifications.domain.preferences.model import Destination


@dataclass(frozen=True, slots=True)
class RequestedNotice:
    """A notice, and its content as auth has sealed it."""

    notice: Notice
    sealed: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Recorded:
    notice: Notice
    content: SealedContent
    delivery: Delivery


class RecordNotices:
    """Delivers notices whatever their users have chosen. The caller owns the transaction."""

    def __init__(self, seals: Seals, clock: Clock) -> None:
        self._seals = seals
        self._clock = clock

    async def __call__(self, work: UnitOfWork, requested: Sequence[RequestedNotice]) -> None:
        """Record a batch; a repetition has no effect, and what concerns erased users is ignored. Raise Unreadable."""
        now = self._clock.now()
        with_account = [
            item.notice for item in requested if item.notice.kind.in_inbox or not item.notice.outlives_account
        ]
        recipients = await work.users.recipients([(notice.user_id, None) for notice in with_account])
        recorded = [
            self._recorded(item, now)
            for item in requested
            if item.notice.outlives_account or item.notice.user_id in recipients
        ]
        occurrences = [
            item.notice.occurrence(item.content.shown)
            for item in recorded
            if item.notice.kind.in_inbox and item.notice.user_id in recipients
        ]
        shown = {occurrence.notification_id: occurrence for occurrence in occurrences}
        new = await work.notifications.add([(shown[id_], True) for id_ in sorted(shown)], now)
        await work.deliveries.add([item.delivery for item in recorded])
        await work.deliveries.publish([shown_in_inbox(shown[id_], now) for id_ in sorted(new)])

    def _recorded(self, requested: RequestedNotice, now: datetime) -> _Recorded:
        notice = requested.notice
        delivery_id = delivery_id_of(notice.notice_id, Destination(notice.channel))
        content = self._seals.notice(notice, delivery_id, requested.sealed)
        expires_at = notice.expires_at(content.lifetime)
        is_in_inbox = notice.kind.in_inbox and not notice.outlives_account
        delivery = Delivery(
            delivery_id=delivery_id,
            user_id=notice.receiver_id,
            kind=notice.kind.name,
            channel=notice.channel,
            priority=notice.kind.priority,
            state=State.PENDING,
            due_at=now,
            expires_at=expires_at,
            created_at=now,
            notification_id=notice.occurrence(content.shown).notification_id if is_in_inbox else None,
            # What is too old ends without an attempt.
            sealed=content.sealed if now < expires_at else None,
            language=notice.language,
        )
        return _Recorded(notice, content, delivery)
