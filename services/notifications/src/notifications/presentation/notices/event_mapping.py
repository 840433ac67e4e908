"""Mapping from events to notices and addresses."""

from collections.abc import Iterator
from contextlib import contextmanager

from chassis.messaging.consumer import InvalidEvent
from contracts.auth import UserContactChangedV1, UserNoticeRequestedV1
from notifications.application.notices.contacts import PublishedContact
from notifications.application.notices.ports import Unreadable
from notifications.application.notices.recording import RequestedNotice
from notifications.domain.messages.kinds import KINDS
from notifications.domain.notices.notice import Notice


def requested(event: UserNoticeRequestedV1) -> RequestedNotice:
    """Return the notice of an event; raise InvalidEvent for a kind that has no text."""
    kind = KINDS.get(event.kind)
    if kind is None or kind.category != "account":
        raise InvalidEvent("unknown_kind", f"no notice has the kind {event.kind}")
    notice = Notice(event.notice_id, event.user_id, kind, event.channel, event.language, event.requested_at)
    return RequestedNotice(notice, event.sealed)


def contact(event: UserContactChangedV1) -> PublishedContact:
    """Return what an event says of a user's address."""
    return PublishedContact(event.user_id, event.version, event.sealed, event.email_confirmed)


@contextmanager
def rejecting() -> Iterator[None]:
    """Reject what cannot be opened as an invalid event: as a dead letter it can be read again with the right keys."""
    try:
        yield
    except Unreadable as failure:
        raise InvalidEvent("unreadable", str(failure)) from failure
