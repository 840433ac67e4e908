"""The input and the results of the use cases of sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from playback.application.delivery.ports import Grant
from playback.domain.assets.asset import Asset, Subtitle, Version
from playback.domain.assets.subject import Subject
from playback.domain.sessions.session import Session


@dataclass(frozen=True, slots=True)
class RequestKey:
    """The idempotency key that a client chose, and a digest of the request that it came with."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRequest:
    """A user who wants to play a subject."""

    user_id: UUID
    auth_session_id: UUID
    device_id: UUID | None
    device_name: str | None
    subject: Subject
    address: str
    """The network address of the user."""
    replaces: UUID | None = None
    """A session of the user that ends when this one begins, such as that of the episode before."""
    key: RequestKey | None = None


@dataclass(frozen=True, slots=True)
class Playable:
    """A subject that can be played: its asset, the current version, subtitles, and the episode that follows."""

    asset: Asset
    version: Version
    subtitles: Sequence[Subtitle]
    next_episode: Subject | None


@dataclass(frozen=True, slots=True)
class StartedSession:
    """A session with the right to read the files of its version."""

    session: Session
    playable: Playable
    grant: Grant
