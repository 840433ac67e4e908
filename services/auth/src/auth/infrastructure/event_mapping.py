"""Mapping of domain events to contracts; no contract contains personal data that is readable."""

from base64 import b64encode

from auth.domain.events import (
    AccountDeleted,
    AccountRegistered,
    ContactChanged,
    DomainEvent,
    NoticeRequested,
    SessionRevoked,
    UserChanged,
)
from chassis.storage.encryption import Keyring
from contracts.auth import (
    ContactContent,
    NoticeContent,
    ProfileContent,
    SessionRevokedV1,
    UserChangedV1,
    UserContactChangedV1,
    UserDeletedV1,
    UserNoticeRequestedV1,
    UserRegisteredV1,
)
from contracts.event import Event


class EventMapping:
    """Maps events; names, addresses and values of notices are sealed with keys that those who need them have."""

    def __init__(self, notice_keys: Keyring) -> None:
        self._notice_keys = notice_keys

    def __call__(self, event: DomainEvent) -> Event:
        """Return the contract of a domain event; raise TypeError for an event without one."""
        match event:
            case AccountRegistered():
                # The contract has two roles: the others are granted to an account that exists already.
                roles = tuple(role for role in event.roles if role in ("user", "admin"))
                return UserRegisteredV1(
                    version=event.version, user_id=event.account_id, roles=roles, registered_at=event.at
                )
            case UserChanged():
                return self._user_changed(event)
            case ContactChanged():
                return self._contact(event)
            case AccountDeleted():
                return UserDeletedV1(version=event.version, user_id=event.account_id, deleted_at=event.at)
            case SessionRevoked():
                return SessionRevokedV1(
                    session_id=event.session_id,
                    user_id=event.account_id,
                    reason=event.reason,
                    revoked_at=event.at,
                    expires_at=event.tokens_expire_at,
                )
            case NoticeRequested():
                return self._notice(event)
        raise TypeError(f"no contract for {type(event).__name__}")

    def _contact(self, event: ContactChanged) -> UserContactChangedV1:
        content = ContactContent(email=event.email)
        context = UserContactChangedV1.context_of(event.account_id)
        return UserContactChangedV1(
            version=event.version,
            user_id=event.account_id,
            sealed=self._sealed(content.to_json(), context),
            email_confirmed=event.email_confirmed,
            changed_at=event.at,
        )

    def _notice(self, event: NoticeRequested) -> UserNoticeRequestedV1:
        notice = event.notice
        content = NoticeContent(address=notice.recipient.address, data=dict(notice.data))
        context = UserNoticeRequestedV1.context_of(event.notice_id)
        return UserNoticeRequestedV1(
            notice_id=event.notice_id,
            user_id=event.account_id,
            kind=notice.kind.value,
            channel=notice.recipient.channel,
            language=notice.language,
            sealed=self._sealed(content.to_json(), context),
            requested_at=event.at,
        )

    def _user_changed(self, event: UserChanged) -> UserChangedV1:
        privacy, preferences = event.privacy, event.preferences
        profile = ProfileContent(username=event.username, avatar_id=event.avatar_id)
        return UserChangedV1(
            version=event.version,
            user_id=event.account_id,
            # The contract names administrators only: other services learn the rest from access tokens.
            roles=tuple(role for role in event.roles if role in {"user", "admin"}),
            profile_public=privacy.is_profile_public,
            show_watch_history=privacy.show_watch_history,
            show_ratings=privacy.show_ratings,
            allow_followers=privacy.allow_followers,
            preferred_language=preferences.language,
            preferred_region=preferences.region,
            time_zone=preferences.time_zone,
            spoiler_mode=preferences.spoiler_mode,
            rating_scale=preferences.rating_scale,
            username_digest=UserChangedV1.digest_of(event.username),
            sealed_profile=self._sealed(profile.to_json(), UserChangedV1.context_of(event.account_id)),
            changed_at=event.at,
        )

    def _sealed(self, text: bytes, context: bytes) -> str:
        return b64encode(self._notice_keys.seal(text, context=context)).decode()
