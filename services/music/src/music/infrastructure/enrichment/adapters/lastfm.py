"""Last.fm: https://www.last.fm/api. Its texts are by its users, under CC BY-SA."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, TypeAdapter, ValidationError

from chassis.http.client import Response
from music.application.enrichment.ports import About
from music.domain.enrichment.record import SimilarArtist
from music.domain.library.names import key_of
from music.infrastructure.enrichment.adapters.client import DEFAULT_BLOCK, DatabaseClient, Failure, NothingStated
from music.infrastructure.enrichment.adapters.shapes import Items, Name, Shape, Tag, Text, Whole, tags_of

MOST_SIMILAR: Final = 20
_NOT_FOUND: Final = 6
_KEY_REFUSED: Final = frozenset({4, 9, 10, 13, 14, 26})
_TOO_MANY: Final = 29


def _object(value: Any) -> Any:
    """Return an object; the empty text that Last.fm writes instead is an empty one."""
    return value if isinstance(value, dict) else {}


def _share(value: Any) -> float | None:
    try:
        share = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return share if 0 <= share <= 1 else None


class _Bio(Shape):
    content: Text = ""


class _Artist(Shape):
    name: Name = ""
    url: Name = ""
    match: Annotated[float | None, BeforeValidator(_share)] = None
    bio: Annotated[_Bio, BeforeValidator(_object)] = _Bio()


class _Info(Shape):
    artist: Annotated[_Artist, BeforeValidator(_object)] = _Artist()


class _Tags(Shape):
    tag: Items[Tag] = ()


class _TopTags(Shape):
    toptags: Annotated[_Tags, BeforeValidator(_object)] = _Tags()


class _Artists(Shape):
    artist: Items[_Artist] = ()


class _Similar(Shape):
    similarartists: Annotated[_Artists, BeforeValidator(_object)] = _Artists()


class _Error(Shape):
    error: Whole = None
    message: Name = ""


_INFO: Final = TypeAdapter(_Info)
_TOP_TAGS: Final = TypeAdapter(_TopTags)
_SIMILAR: Final = TypeAdapter(_Similar)
_ERROR: Final = TypeAdapter(_Error)


def params_of(key: str) -> Mapping[str, str]:
    """Return what every call carries."""
    return {"format": "json", "autocorrect": "0", "api_key": key}


def explain(response: Response) -> Failure | None:
    """Read the number of an error, which comes with various statuses; raise NothingStated."""
    try:
        error = _ERROR.validate_json(response.body)
    except ValidationError:
        return None
    if error.error is None:
        return None
    if error.error == _NOT_FOUND:
        raise NothingStated
    detail = f"error {error.error}: {error.message}"
    if error.error == _TOO_MANY:
        return Failure("refused", detail, blocked=DEFAULT_BLOCK)
    if error.error in _KEY_REFUSED:
        return Failure("key_refused", detail, is_final=True)
    return Failure("server", detail, is_transient=True)


class LastFm:
    """Artists: by name, since Last.fm has few ids of MusicBrainz."""

    def __init__(self, client: DatabaseClient) -> None:
        self._client = client

    async def about(self, name: str, _mbid: str | None) -> About | None:
        """Read the text, the tags and similar artists; an artist of another name is not taken."""
        info = await self._client.get("/", _INFO, {"method": "artist.getinfo", "artist": name})
        if info is None or key_of(info.artist.name) != key_of(name):
            return None
        tags = await self._client.get("/", _TOP_TAGS, {"method": "artist.gettoptags", "artist": name})
        params = {"method": "artist.getsimilar", "artist": name, "limit": str(MOST_SIMILAR)}
        others = await self._client.get("/", _SIMILAR, params)
        similar = others.similarartists.artist if others is not None else ()
        return About(
            info.artist.bio.content,
            info.artist.url if info.artist.url.startswith(("https://", "http://")) else None,
            tags_of(tags.toptags.tag) if tags is not None else (),
            tuple(SimilarArtist(other.name, other.match) for other in similar if other.name)[:MOST_SIMILAR],
        )
