"""Keys of webhooks and scrobbles without a title in memory, as `contract/test_scrobbles.py` states."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from library.application.scrobbling.read_models import UnmatchedScrobble
from library.application.titles.commands import UpdateSeasonPart
from library.domain.entries.progress import EpisodeNumber
from library.domain.scrobbling.candidates import Candidate
from library.domain.scrobbling.keys import ScrobbleKey
from library.domain.scrobbling.scrobble import Subject
from library.domain.titles.names import match_name
from library.domain.titles.title import Title


@dataclass
class InMemoryScrobbleKeys:
    """Keys by hash."""

    stored: dict[bytes, ScrobbleKey] = field(default_factory=dict)

    async def of_user(self, user_id: UUID) -> list[ScrobbleKey]:
        """Return the keys of a user."""
        own = [key for key in self.stored.values() if key.user_id == user_id]
        return sorted(own, key=lambda key: (-key.created_at.timestamp(), key.id))

    async def find(self, key_hash: bytes) -> ScrobbleKey | None:
        """Return a key."""
        return self.stored.get(key_hash)

    async def add(self, key: ScrobbleKey, key_hash: bytes) -> None:
        """Store a key."""
        self.stored[key_hash] = key

    async def save_use(self, key: ScrobbleKey) -> None:
        """Store the use of a key that is still there."""
        for key_hash, stored in self.stored.items():
            if stored.id == key.id:
                self.stored[key_hash] = replace(
                    stored,
                    last_used_at=key.last_used_at,
                    last_error=key.last_error,
                    last_error_at=key.last_error_at,
                )

    async def delete(self, user_id: UUID, key_id: UUID) -> bool:
        """Delete a key."""
        kept = {key_hash: key for key_hash, key in self.stored.items() if (key.user_id, key.id) != (user_id, key_id)}
        deleted, self.stored = len(kept) < len(self.stored), kept
        return deleted


@dataclass
class InMemoryScrobbles:
    """Scrobbles without a title, and the users' choices; titles and seasons are those of the library."""

    titles: Mapping[UUID, Title]
    parts: Mapping[tuple[UUID, int], UpdateSeasonPart]
    stored: dict[tuple[UUID, UUID], UnmatchedScrobble] = field(default_factory=dict)
    choices: dict[tuple[UUID, str], UUID] = field(default_factory=dict)

    async def candidates(self, subject: Subject) -> Sequence[Candidate]:
        """Return the titles with an id, else those with the name."""
        titles = [title for title in self.titles.values() if title.kind == subject.kind and title.facts is not None]
        by_id = [self._candidate(title, subject) for title in titles]
        by_id = [candidate for candidate in by_id if candidate.matched_ids]
        name = match_name(subject.name)
        if by_id or not name:
            return by_id
        return [self._candidate(title, subject) for title in titles if name in _names(title)]

    def _candidate(self, title: Title, subject: Subject) -> Candidate:
        facts = title.facts
        released = facts.release_date if facts else None
        has_episode = any(
            episode.source_id == subject.episode_ids.tmdb
            for part in self.parts.values()
            if part.media_id == title.media_id
            for episode in part.episodes
        )
        return Candidate(
            title.media_id,
            released.year if released else None,
            _equal_ids(title, subject),
            has_episode=subject.episode_ids.tmdb is not None and has_episode,
        )

    async def episode(self, media_id: UUID, source_id: int) -> EpisodeNumber | None:
        """Return the number of an episode."""
        for part in self.parts.values():
            for episode in part.episodes:
                if part.media_id == media_id and episode.source_id == source_id:
                    return EpisodeNumber(part.number, episode.number)
        return None

    async def remembered(self, user_id: UUID, identity: str) -> UUID | None:
        """Return the user's choice."""
        return self.choices.get((user_id, identity))

    async def remember(self, user_id: UUID, identity: str, media_id: UUID, _: datetime) -> None:
        """Store the user's choice."""
        self.choices[user_id, identity] = media_id

    async def count_unmatched(self, user_id: UUID) -> int:
        """Count scrobbles without a title."""
        return sum(owner == user_id for owner, _ in self.stored)

    async def add_unmatched(self, user_id: UUID, scrobble: UnmatchedScrobble) -> None:
        """Store a scrobble without a title."""
        self.stored.setdefault((user_id, scrobble.id), scrobble)

    async def find_unmatched(self, user_id: UUID, scrobble_id: UUID) -> UnmatchedScrobble | None:
        """Return a scrobble without a title."""
        return self.stored.get((user_id, scrobble_id))

    async def unmatched_of(self, user_id: UUID, identity: str) -> list[UnmatchedScrobble]:
        """Return the scrobbles of an identity."""
        own = [scrobble for (owner, _), scrobble in self.stored.items() if owner == user_id]
        same = [scrobble for scrobble in own if scrobble.scrobble.subject.identity == identity]
        return sorted(same, key=lambda scrobble: (scrobble.at, scrobble.id))

    async def delete_unmatched(self, user_id: UUID, scrobble_ids: Sequence[UUID]) -> int:
        """Delete scrobbles without a title."""
        return sum(self.stored.pop((user_id, scrobble_id), None) is not None for scrobble_id in scrobble_ids)


def _names(title: Title) -> tuple[str, ...]:
    return title.facts.details.names if title.facts else ()


def _equal_ids(title: Title, subject: Subject) -> int:
    details = title.facts.details if title.facts else None
    ids = details.external_ids if details else None
    pairs = (
        (subject.ids.tmdb, title.tmdb_id),
        (subject.ids.imdb, ids.imdb if ids else None),
        (subject.ids.tvdb, ids.tvdb if ids else None),
    )
    return sum(value is not None and value == own for value, own in pairs)
