"""The databases of music that are configured."""

from collections.abc import Mapping, Sequence
from typing import Final

from chassis.core.clock import Clock
from chassis.messaging.transaction import Transactions
from egress.clients.server import EgressServer
from egress.guard import EgressGuard
from egress.http import EgressClient
from music.application.enrichment.ports import Databases, Pictures
from music.domain.enrichment.fields import Source
from music.infrastructure.enrichment.adapters import coverart, fanart, lastfm, musicbrainz
from music.infrastructure.enrichment.adapters.client import DatabaseClient, Explain
from music.infrastructure.enrichment.adapters.coverart import CoverArt
from music.infrastructure.enrichment.adapters.fanart import Fanart
from music.infrastructure.enrichment.adapters.lastfm import LastFm
from music.infrastructure.enrichment.adapters.musicbrainz import MusicBrainz
from music.infrastructure.enrichment.limiter import CallLimiter
from music.infrastructure.enrichment.settings import PICTURES, PURPOSE, MetadataSettings

APPLICATION: Final = "Marquee/1.0"
NO_DATABASE: Final = "https://no-database.invalid"
REDIRECTS: Final = 4
"""From the Cover Art Archive to the server that has the file."""


class Connections:
    """The databases, and the HTTP client that they share."""

    def __init__(self, settings: MetadataSettings, transactions: Transactions, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._limiter = CallLimiter(transactions, settings.metadata_rates)
        of_fanart = settings.fanart_base_url if settings.fanart_api_key is not None else None
        texts = (settings.musicbrainz_base_url, settings.lastfm_base_url, of_fanart)
        pictures = (settings.coverart_base_url, of_fanart and settings.fanart_files_url)
        self._http = self._client_of(settings.server_guard(PURPOSE, self._permitted(texts), clock))
        self._files = self._client_of(
            settings.server_guard(
                PICTURES, self._permitted(pictures), clock, hosts=coverart.HOSTS, max_redirects=REDIRECTS
            )
        )

    def databases(self) -> Databases:
        """Return the databases; without a contact there are none."""
        settings = self._settings
        if settings.metadata_contact is None:
            return Databases()
        music_brainz, last_fm = settings.musicbrainz_base_url, settings.lastfm_base_url
        key = settings.lastfm_api_key
        by_id = None if music_brainz is None else self._client(Source.MUSICBRAINZ, music_brainz, musicbrainz.PARAMS)
        by_name = None
        if last_fm is not None and key is not None:
            by_name = self._client(Source.LASTFM, last_fm, lastfm.params_of(key.get_secret_value()), lastfm.explain)
        return Databases(
            musicbrainz=None if by_id is None else MusicBrainz(by_id),
            lastfm=None if by_name is None else LastFm(by_name),
            pictures=self._pictures(),
        )

    def _pictures(self) -> Mapping[Source, Pictures]:
        settings, pictures = self._settings, dict[Source, Pictures]()
        if settings.coverart_base_url is not None:
            pictures[Source.COVERART] = CoverArt(self._file_client(Source.COVERART, settings.coverart_base_url))
        base, files, key = settings.fanart_base_url, settings.fanart_files_url, settings.fanart_api_key
        if base is not None and key is not None:
            client = self._client(Source.FANART, base, fanart.params_of(key.get_secret_value()))
            pictures[Source.FANART] = Fanart(client, self._file_client(Source.FANART, files))
        return pictures

    async def close(self) -> None:
        """Close every connection."""
        await self._http.aclose()
        await self._files.aclose()

    def _permitted(self, urls: Sequence[str | None]) -> list[str]:
        """Return the servers that may be called: no host at all would permit every one."""
        chosen = [url for url in urls if url is not None] if self._settings.metadata_contact else []
        return chosen or [NO_DATABASE]

    def _client_of(self, guard: EgressGuard) -> EgressClient:
        seconds = self._settings.metadata_call_seconds
        return EgressClient(guard, seconds=seconds, connections=4, shows_paths=True)

    def _file_client(self, source: Source, url: str) -> DatabaseClient:
        headers = {"user-agent": self._agent, "accept": "image/webp, image/jpeg, image/png"}
        return DatabaseClient(
            source,
            EgressServer(self._files, url, headers),
            self._limiter,
            self._clock,
            seconds=self._settings.metadata_call_seconds,
            params={},
        )

    @property
    def _agent(self) -> str:
        return f"{APPLICATION} ( {self._settings.metadata_contact} )"

    def _client(
        self, source: Source, url: str, params: Mapping[str, str], explain: Explain = lambda _: None
    ) -> DatabaseClient:
        headers = {"user-agent": self._agent, "accept": "application/json"}
        return DatabaseClient(
            source,
            EgressServer(self._http, url, headers),
            self._limiter,
            self._clock,
            seconds=self._settings.metadata_call_seconds,
            params=params,
            explain=explain,
        )
