"""The source of responses of databases of music."""

from collections.abc import Callable, Mapping
from typing import Final

from provider_simulator.music import coverart, fanart, lastfm, musicbrainz
from provider_simulator.responses import Body, ProviderName, Query, Response

PROVIDERS: Final = (musicbrainz.PROVIDER, lastfm.PROVIDER, coverart.PROVIDER, fanart.PROVIDER)
_SPEAKERS: Final[Mapping[ProviderName, Callable[[Query], Response | None]]] = {
    "musicbrainz": musicbrainz.response,
    "lastfm": lastfm.response,
    "coverart": coverart.response,
    "fanart": fanart.response,
}


class MusicSource:
    """Responses that are generated from names and ids."""

    def response(self, query: Query) -> Response | None:
        """Return the database's response."""
        return _SPEAKERS[query.provider](query)

    def describe(self) -> Body:
        """Return what it is."""
        return {"source": "generated music"}
