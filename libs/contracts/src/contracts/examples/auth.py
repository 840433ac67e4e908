"""Examples of the events that auth publishes."""

from typing import Final

from contracts.auth import (
    SessionRevokedV1,
    UserChangedV1,
    UserContactChangedV1,
    UserDeletedV1,
    UserNoticeRequestedV1,
    UserRegisteredV1,
)
from contracts.event import Event
from contracts.examples.subjects import NOON, SESSION, USER

EXAMPLES: Final[tuple[Event, ...]] = (
    UserRegisteredV1(version=1, user_id=USER, registered_at=NOON),
    UserChangedV1(
        version=2,
        user_id=USER,
        roles=("user", "admin"),
        profile_public=False,
        preferred_language="de-DE",
        preferred_region="DE",
        username_digest=UserChangedV1.digest_of("ada_l"),
        sealed_profile="AQIDBAUGBwgJCgsMDQ4PEA==",
        changed_at=NOON,
    ),
    UserDeletedV1(version=3, user_id=USER, deleted_at=NOON),
    SessionRevokedV1(
        session_id=SESSION,
        user_id=USER,
        reason="reuse",
        revoked_at=NOON,
        expires_at=NOON.replace(minute=15),
    ),
    UserContactChangedV1(
        version=2, user_id=USER, sealed="AQIDBAUGBwgJCgsMDQ4PEA==", email_confirmed=True, changed_at=NOON
    ),
    UserNoticeRequestedV1(
        notice_id=SESSION,
        user_id=USER,
        kind="password_reset",
        channel="email",
        language="de-DE",
        sealed="AQIDBAUGBwgJCgsMDQ4PEA==",
        requested_at=NOON,
    ),
)
