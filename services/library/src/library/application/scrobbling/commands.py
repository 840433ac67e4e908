"""Commands: the input of the use cases about scrobbles."""

from dataclasses import dataclass
from uuid import UUID

from library.domain.scrobbling.scrobble import Ignored, Scrobble, Source


@dataclass(frozen=True, slots=True)
class CreateScrobbleKey:
    """Create a key for the webhook of a source."""

    user_id: UUID
    source: Source
    name: str
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiveWebhook:
    """A media server sent a report to the address of a key."""

    key: str
    source: Source
    report: Scrobble | Ignored


@dataclass(frozen=True, slots=True)
class ReceiveScrobble:
    """A client of the user sent a report."""

    user_id: UUID
    report: Scrobble


@dataclass(frozen=True, slots=True)
class ResolveScrobble:
    """State which title a stored scrobble is of; season and episode replace those of the scrobble."""

    user_id: UUID
    scrobble_id: UUID
    media_id: UUID
    season: int | None = None
    episode: int | None = None
    whole_title: bool = True
    """Whether every stored scrobble of the same title is meant, and every later one."""
