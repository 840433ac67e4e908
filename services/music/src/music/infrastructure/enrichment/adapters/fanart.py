"""Fanart.tv: https://fanart.tv/api-docs. Its pictures are made by its users."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from pydantic import TypeAdapter

from music.application.enrichment.ports import PictureFile
from music.domain.covers.pictures import LARGEST_BYTES
from music.infrastructure.enrichment.adapters.client import DatabaseClient
from music.infrastructure.enrichment.adapters.shapes import Items, Name, Shape, Whole, mbid_of

TRIES: Final = 3
"""Pictures of an artist that are tried: one may be gone."""


class _Picture(Shape):
    url: Name = ""
    likes: Whole = None


class _Artist(Shape):
    # The names are those of Fanart.tv, without the hyphens that other databases have.
    artistthumb: Items[_Picture] = ()
    artistbackground: Items[_Picture] = ()


_ARTIST: Final = TypeAdapter(_Artist)


def params_of(key: str) -> Mapping[str, str]:
    """Return what every call carries."""
    return {"api_key": key}


class Fanart:
    """Pictures of artists: squares first, then wide ones, those that most users like first."""

    def __init__(self, client: DatabaseClient, files: DatabaseClient) -> None:
        """`files` calls the host of the files, whatever host the addresses of pictures have."""
        self._client = client
        self._files = files

    async def picture(self, mbid: str | None, _group_mbid: str | None) -> PictureFile | None:
        """Read the addresses of pictures, then the first that is there."""
        key = mbid_of(mbid) if mbid is not None else None
        if key is None:
            return None
        artist = await self._client.get(f"/music/{key}", _ARTIST, {})
        if artist is None:
            return None
        for picture in (*_ranked(artist.artistthumb), *_ranked(artist.artistbackground))[:TRIES]:
            data = await self._files.file(_path(picture.url), LARGEST_BYTES)
            if data is not None:
                return PictureFile(data, "Picture of the artist", f"https://fanart.tv/artist/{key}/")
        return None


def _ranked(pictures: tuple[_Picture, ...]) -> list[_Picture]:
    return sorted((one for one in pictures if _path(one.url)), key=lambda one: (-(one.likes or 0), one.url))


def _path(url: str) -> str:
    """Return the path of an address, or nothing when it is none."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return quote(unquote(path)) if path.startswith("/") else ""
