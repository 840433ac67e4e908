"""The databases of music that are configured."""

from collections.abc import Mapping
from typing import Final

from chassis.core.clock import Clock
from chassis.messaging.transaction import Transactions
from egress.clients.server import EgressServer
from egress.http import EgressClient
from music.application.enrichment.ports import Databases
from music.domain.enrichment.fields import Source
from music.infrastructure.enrichment import lastfm, musicbrainz
from music.infrastructure.enrichment.client import DatabaseClient, Explain
from music.infrastructure.enrichment.lastfm import LastFm
from music.infrastructure.enrichment.limiter import CallLimiter
from music.infrastructure.enrichment.musicbrainz import MusicBrainz
from music.infrastructure.enrichment.settings import PURPOSE, MetadataSettings

APPLICATION: Final = "Marquee/1.0"
NO_DATABASE: Final = "https://no-database.invalid"


class Connections:
    """The databases, and the HTTP client that they share."""

    def __init__(self, settings: MetadataSettings, transactions: Transactions, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._limiter = CallLimiter(transactions, settings.metadata_rates)
        chosen = (settings.musicbrainz_base_url, settings.lastfm_base_url) if settings.metadata_contact else ()
        # No host at all would permit every one.
        urls = [url for url in chosen if url is not None] or [NO_DATABASE]
        self._http = EgressClient(
            settings.server_guard(PURPOSE, urls, clock),
            seconds=settings.metadata_call_seconds,
            connections=4,
            shows_paths=True,
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
        )

    async def close(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    def _client(
        self, source: Source, url: str, params: Mapping[str, str], explain: Explain = lambda _: None
    ) -> DatabaseClient:
        headers = {
            "user-agent": f"{APPLICATION} ( {self._settings.metadata_contact} )",
            "accept": "application/json",
        }
        return DatabaseClient(
            source,
            EgressServer(self._http, url, headers),
            self._limiter,
            self._clock,
            seconds=self._settings.metadata_call_seconds,
            params=params,
            explain=explain,
        )
