"""What is stored of an artist or album besides its tags, and how what a database states changes it."""

from dataclasses import dataclass, replace

from music.domain.enrichment.fields import Source, outranks
from music.domain.enrichment.matching import Candidate


@dataclass(frozen=True, slots=True)
class SimilarArtist:
    """An artist that listeners hear, too."""

    name: str
    match: float | None = None
    """How similar, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Biography:
    """A text about an artist, and where it is from."""

    text: str
    origin: Source
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The metadata of an artist or album. What is not stated is null or empty."""

    mbid: str | None = None
    mbid_source: Source | None = None
    group_mbid: str | None = None
    """Of an album: the id of its release group."""
    genres: tuple[str, ...] = ()
    genres_source: Source | None = None
    biography: Biography | None = None
    biography_source: Source | None = None
    similar: tuple[SimilarArtist, ...] = ()

    def effective_mbid(self, of_tags: str | None) -> str | None:
        """Return the id at MusicBrainz: what an editor chose, perhaps none, that of the tags, or that of a search."""
        return self.mbid if self.mbid_source is Source.EDITOR else of_tags or self.mbid

    def corrected(self, mbid: str | None, source: Source | None) -> "Record":
        """Return the record with the choice of an editor, or without one; what follows from an id goes with it."""
        is_derived = self.genres_source is Source.MUSICBRAINZ
        return replace(
            self,
            mbid=mbid,
            mbid_source=source,
            group_mbid=None,
            genres=() if is_derived else self.genres,
            genres_source=None if is_derived else self.genres_source,
        )

    def with_match(self, candidate: Candidate, source: Source) -> "Record":
        """Return the record with the ids of a search hit or a choice; a hit without `mbid` states the group alone."""
        if not outranks(source, self.mbid_source):
            return self
        return replace(
            self,
            mbid=candidate.mbid or None,
            mbid_source=source,
            group_mbid=candidate.group_mbid or self.group_mbid,
        )

    def with_group(self, group_mbid: str | None) -> "Record":
        """Return the record with the id of the release group; none erases nothing."""
        return self if group_mbid is None else replace(self, group_mbid=group_mbid)

    def with_genres(self, genres: tuple[str, ...], source: Source) -> "Record":
        """Return the record with genres, unless a better source has stated some; none erase nothing."""
        if not genres or not outranks(source, self.genres_source):
            return self
        return replace(self, genres=genres, genres_source=source)

    def with_biography(self, biography: Biography, source: Source) -> "Record":
        """Return the record with a biography."""
        return replace(self, biography=biography, biography_source=source)

    def with_similar(self, similar: tuple[SimilarArtist, ...]) -> "Record":
        """Return the record with similar artists; none erase nothing."""
        return replace(self, similar=similar) if similar else self
