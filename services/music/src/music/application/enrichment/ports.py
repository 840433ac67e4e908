"""Ports of enrichment: other databases of music, and the store of what they stated."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from chassis.core.lists.pages import Part, Slice
from music.domain.enrichment.calls import CallState
from music.domain.enrichment.conflicts import Conflict, ConflictStatus
from music.domain.enrichment.fields import EntityKind, Field, Source
from music.domain.enrichment.matching import Candidate
from music.domain.enrichment.record import Record, SimilarArtist


class DatabaseUnavailable(Exception):
    """A database of music gave no usable response. This says nothing about what it has."""

    def __init__(self, source: Source, reason: str, retry_at: datetime) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason
        self.retry_at = retry_at


@dataclass(frozen=True, slots=True)
class Facts:
    """What MusicBrainz states of an id."""

    tags: tuple[tuple[str, int], ...] = ()
    """Tags with their counts."""
    group_mbid: str | None = None
    """Of a release: the id of its release group."""


@dataclass(frozen=True, slots=True)
class About:
    """What Last.fm states of an artist."""

    text: str = ""
    url: str | None = None
    tags: tuple[tuple[str, int], ...] = ()
    similar: tuple[SimilarArtist, ...] = ()


class MusicDatabase(Protocol):
    """MusicBrainz. Every call raises DatabaseUnavailable; null is that it does not have the id."""

    async def search_artists(self, name: str) -> Sequence[Candidate]:
        """Return artists of a name."""
        ...

    async def search_releases(self, name: str, artist: str, artist_mbid: str | None) -> Sequence[Candidate]:
        """Return releases of a name, by an artist."""
        ...

    async def artist(self, mbid: str) -> Facts | None:
        """Return what it states of an artist."""
        ...

    async def release(self, mbid: str) -> Facts | None:
        """Return the group of a release."""
        ...

    async def release_group(self, mbid: str) -> Facts | None:
        """Return what it states of a release group."""
        ...


@dataclass(frozen=True, slots=True)
class PictureFile:
    """A picture as a database has sent it."""

    data: bytes
    label: str
    """What it is, for an administrator who chooses."""
    url: str | None = None
    """The page that shows it there."""


class Pictures(Protocol):
    """The Cover Art Archive, or Fanart.tv."""

    async def picture(self, mbid: str | None, group_mbid: str | None) -> PictureFile | None:
        """Return the picture of an artist or album, or null when it has none; raise DatabaseUnavailable."""
        ...


class Biographies(Protocol):
    """Last.fm."""

    async def about(self, name: str, mbid: str | None) -> About | None:
        """Return what it states of an artist, or null when it has none; raise DatabaseUnavailable."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Databases:
    """The databases that are configured."""

    musicbrainz: MusicDatabase | None = None
    lastfm: Biographies | None = None
    pictures: Mapping[Source, Pictures] = field(default_factory=dict)

    @property
    def configured(self) -> tuple[Source, ...]:
        """Return their names."""
        pairs = ((Source.MUSICBRAINZ, self.musicbrainz), (Source.LASTFM, self.lastfm))
        return *(source for source, database in pairs if database is not None), *self.pictures


@dataclass(frozen=True, slots=True)
class Entity:
    """An artist or album with what is stored of it."""

    kind: EntityKind
    id: UUID
    name: str
    tags_mbid: str | None
    """The id at MusicBrainz that its files state: of an album that of the release."""
    record: Record
    artist: str = ""
    artist_mbid: str | None = None
    year: int | None = None
    track_count: int = 0

    @property
    def mbid(self) -> str | None:
        """Return its id at MusicBrainz."""
        return self.record.effective_mbid(self.tags_mbid)

    @property
    def identity(self) -> tuple[str | None, Source | None]:
        """Return what a look-up goes by: with another one, what it has brought is of something else."""
        return self.mbid, self.record.mbid_source

    @property
    def is_identified(self) -> bool:
        """Return whether databases that go by ids can be called."""
        return self.mbid is not None or self.record.group_mbid is not None


@dataclass(frozen=True, slots=True)
class Check:
    """When a database was last looked up for an entity: until when its response counts."""

    checked_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictFilter:
    """Which conflicts: null is any."""

    status: ConflictStatus | None = ConflictStatus.PENDING
    kind: EntityKind | None = None
    entity_id: UUID | None = None
    field: Field | None = None
    source: Source | None = None


class Metadata(Protocol):
    """The store within one transaction."""

    async def entity(self, kind: EntityKind, entity_id: UUID, *, lock: bool = False) -> Entity | None:
        """Return an artist or album, or null; with `lock` its record exists and no other transaction changes it."""
        ...

    async def save(self, entity_id: UUID, record: Record, now: datetime) -> None:
        """Replace the record of an entity that is locked."""
        ...

    async def checks(self, entity_id: UUID) -> Mapping[Source, Check]:
        """Return which databases were looked up."""
        ...

    async def note_check(self, entity_id: UUID, source: Source, check: Check, *, has_data: bool) -> None:
        """Store that a database was looked up for an entity that is locked."""
        ...

    async def due(self, kind: EntityKind, sources: Collection[Source], now: datetime, limit: int) -> Sequence[UUID]:
        """Return entities that one of the databases was not looked up for, the newest first."""
        ...

    async def conflict(self, conflict_id: UUID, *, lock: bool = False) -> Conflict | None:
        """Return a conflict, or null."""
        ...

    async def conflicts_about(self, entity_id: UUID, field: Field, source: Source) -> Sequence[Conflict]:
        """Return the conflicts of an entity, field and source, the newest decision first and a pending one last."""
        ...

    async def save_conflict(self, conflict: Conflict) -> None:
        """Insert or replace a conflict."""
        ...

    async def delete_conflict(self, conflict_id: UUID) -> None:
        """Delete a conflict."""
        ...

    async def conflicts(self, which: ConflictFilter, part: Slice) -> Part[Conflict]:
        """Return conflicts, the last created first; texts are cut."""
        ...

    async def record(self, entity_id: UUID) -> Record:
        """Return what is stored of an entity."""
        ...

    async def audible_artists(self, folders: Sequence[UUID], ids: Collection[UUID]) -> frozenset[UUID]:
        """Return those of the artists with something in the folders."""
        ...

    async def states(self) -> Mapping[Source, CallState]:
        """Return how the databases do that were called."""
        ...
