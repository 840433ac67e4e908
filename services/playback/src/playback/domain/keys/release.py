"""Who may have a content key, and what was decided."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from playback.domain.assets.asset import Asset, Version
from playback.domain.assets.publishing import PLAYABLE
from playback.domain.errors import PlaybackError
from playback.domain.keys.content_key import WrappedKey
from playback.domain.keys.errors import LicensesWithdrawn
from playback.domain.sessions.errors import SessionEnded, SessionNotFound
from playback.domain.sessions.session import Session


class System(StrEnum):
    """Systems of protection that licences are issued for. The values are stored."""

    CLEARKEY = "clearkey"
    WIDEVINE = "widevine"
    PLAYREADY = "playready"
    FAIRPLAY = "fairplay"
    AES_128 = "aes-128"
    """No licence: the key itself, for whole segments of HLS."""


class Outcome(StrEnum):
    """What became of the request for a key. The values are stored."""

    RELEASED = "released"
    UNKNOWN_SESSION = "unknown_session"
    OTHER_USER = "other_user"
    """The session is one of another user."""
    OTHER_SIGN_IN = "other_sign_in"
    """The session was started by another sign-in session of the user."""
    ENDED_SESSION = "ended_session"
    UNPUBLISHED = "unpublished"
    UNKNOWN_KEY = "unknown_key"
    OTHER_VERSION = "other_version"
    """The key belongs to another asset, or to another version."""
    WITHHELD = "withheld"
    """The key itself could be released, another one of the same request could not."""
    UNREADABLE = "unreadable"
    """The stored key could not be decrypted."""
    SERVER_REFUSED = "server_refused"
    SERVER_FAILED = "server_failed"


@dataclass(frozen=True, slots=True)
class Requester:
    """Whose access token came with the request."""

    user_id: UUID
    auth_session_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRelease:
    """One decision about one key, as administrators read it. It never holds the key."""

    id: UUID
    at: datetime
    user_id: UUID | None
    """Null once the account was deleted."""
    auth_session_id: UUID | None
    session_id: UUID
    """As requested: no session may have this id."""
    asset_id: UUID | None
    number: int | None
    key_id: UUID | None
    """As requested; null when all keys of the session were requested and it has none for this user."""
    system: System
    outcome: Outcome


def session_refusal(session: Session | None, requester: Requester, now: datetime) -> Outcome | None:
    """Return why the keys of a session are not released to a requester, or null."""
    if session is None:
        return Outcome.UNKNOWN_SESSION
    if session.user_id != requester.user_id:
        return Outcome.OTHER_USER
    if session.auth_session_id != requester.auth_session_id:
        return Outcome.OTHER_SIGN_IN
    return None if session.holds_stream(now) else Outcome.ENDED_SESSION


def asset_refusal(asset: Asset | None, version: Version | None) -> Outcome | None:
    """Return why the keys of what a session plays are not released, or null.

    A version that another one has replaced is played to the end by those who have begun.
    """
    if asset is None or version is None or asset.unpublished_at is not None or version.status not in PLAYABLE:
        return Outcome.UNPUBLISHED
    return None


def key_outcomes(session: Session, requested: Sequence[UUID], stored: Collection[WrappedKey]) -> Mapping[UUID, Outcome]:
    """Return what becomes of each key that is requested in a session: all are released, or none."""
    keys = {key.id: key for key in stored}
    refusals = {key_id: refusal for key_id in requested if (refusal := _key_refusal(session, keys.get(key_id)))}
    allowed = Outcome.WITHHELD if refusals else Outcome.RELEASED
    return {key_id: refusals.get(key_id, allowed) for key_id in requested}


def _key_refusal(session: Session, key: WrappedKey | None) -> Outcome | None:
    if key is None:
        return Outcome.UNKNOWN_KEY
    is_own = (key.asset_id, key.number) == (session.asset_id, session.version)
    return None if is_own else Outcome.OTHER_VERSION


def refusal_error(refusal: Outcome, session_id: UUID, session: Session | None, now: datetime) -> PlaybackError:
    """Return the error of a refusal that concerns the whole session.

    A client does not learn whether another user, or another sign-in, has a session of this id.
    """
    if refusal is Outcome.UNPUBLISHED:
        return LicensesWithdrawn(session_id)
    if refusal is Outcome.ENDED_SESSION and session is not None:
        return SessionEnded(session.end_reason or ("expired" if session.expires_at <= now else "lost"))
    return SessionNotFound(session_id)
