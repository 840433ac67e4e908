"""MusicBrainz: https://musicbrainz.org/doc/MusicBrainz_API. Its data is in the public domain (CC0)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from pydantic import TypeAdapter

from music.application.enrichment.ports import Facts
from music.domain.enrichment.matching import Candidate
from music.domain.enrichment.texts import quoted
from music.infrastructure.enrichment.adapters.client import DatabaseClient
from music.infrastructure.enrichment.adapters.shapes import Items, Name, Shape, Tag, Whole, mbid_of, tags_of

HITS: Final = "10"


class _Named(Shape):
    id: Name = ""
    name: Name = ""


class _Artist(_Named):
    score: Whole = None
    disambiguation: Name = ""
    country: Name = ""
    aliases: Items[_Named] = ()
    tags: Items[Tag] = ()


class _Group(Shape):
    id: Name = ""
    tags: Items[Tag] = ()


class _Release(Shape):
    id: Name = ""
    score: Whole = None
    title: Name = ""
    disambiguation: Name = ""
    date: Name = ""
    track_count: Whole = None
    artist_credit: Items[_Named] = ()
    release_group: _Group | None = None


class _Artists(Shape):
    artists: Items[_Artist] = ()


class _Releases(Shape):
    releases: Items[_Release] = ()


_ARTIST: Final = TypeAdapter(_Artist)
_ARTISTS: Final = TypeAdapter(_Artists)
_RELEASE: Final = TypeAdapter(_Release)
_RELEASES: Final = TypeAdapter(_Releases)
_GROUP: Final = TypeAdapter(_Group)
PARAMS: Final[Mapping[str, str]] = {"fmt": "json"}


class MusicBrainz:
    """Artists, releases and release groups."""

    def __init__(self, client: DatabaseClient) -> None:
        self._client = client

    async def search_artists(self, name: str) -> Sequence[Candidate]:
        """Search by name and alias."""
        words = quoted(name)
        params = {"query": f"artist:{words} OR alias:{words}", "limit": HITS}
        response = await self._client.get("/artist", _ARTISTS, params)
        return [candidate for artist in response.artists if (candidate := _artist(artist))] if response else []

    async def search_releases(self, name: str, artist: str, artist_mbid: str | None) -> Sequence[Candidate]:
        """Search by title and artist: by the id of the artist, where that is known."""
        key = mbid_of(artist_mbid) if artist_mbid else None
        by = f"artist:{quoted(artist)}" if key is None else f"arid:{key}"
        params = {"query": f"release:{quoted(name)} AND {by}", "limit": HITS}
        response = await self._client.get("/release", _RELEASES, params)
        releases = response.releases if response else ()
        candidates = [candidate for release in releases if (candidate := _release(release))]
        # Who is found by the id is the artist, however the release spells the name.
        return candidates if key is None else [replace(candidate, artist=artist) for candidate in candidates]

    async def artist(self, mbid: str) -> Facts | None:
        """Read the tags of an artist."""
        if (key := mbid_of(mbid)) is None:
            return None
        artist = await self._client.get(f"/artist/{key}", _ARTIST, {"inc": "tags"})
        return None if artist is None else Facts(tags_of(artist.tags))

    async def release(self, mbid: str) -> Facts | None:
        """Read the group of a release."""
        if (key := mbid_of(mbid)) is None:
            return None
        release = await self._client.get(f"/release/{key}", _RELEASE, {"inc": "release-groups"})
        return None if release is None else Facts((), _group_mbid(release))

    async def release_group(self, mbid: str) -> Facts | None:
        """Read the tags of a group."""
        if (key := mbid_of(mbid)) is None:
            return None
        group = await self._client.get(f"/release-group/{key}", _GROUP, {"inc": "tags"})
        return None if group is None else Facts(tags_of(group.tags), key)


def _artist(artist: _Artist) -> Candidate | None:
    mbid = mbid_of(artist.id)
    if mbid is None or not artist.name:
        return None
    names = (artist.name, *(alias.name for alias in artist.aliases if alias.name))
    detail = ", ".join(filter(None, (artist.disambiguation, artist.country))) or None
    return Candidate(mbid, artist.score or 0, names, detail)


def _release(release: _Release) -> Candidate | None:
    mbid = mbid_of(release.id)
    if mbid is None or not release.title:
        return None
    year = release.date[:4]
    return Candidate(
        mbid,
        release.score or 0,
        (release.title,),
        release.disambiguation or None,
        _group_mbid(release),
        release.artist_credit[0].name if release.artist_credit else None,
        int(year) if year.isascii() and year.isdigit() else None,
        release.track_count,
    )


def _group_mbid(release: _Release) -> str | None:
    return mbid_of(release.release_group.id) if release.release_group is not None else None
