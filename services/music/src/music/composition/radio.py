"""Puts the radio together: guards and clients of outgoing connections, the directory, and the use cases."""

from collections.abc import Awaitable, Callable
from typing import Final

from chassis.core.clock import Clock
from egress.http import EgressClient
from jobs.following import StreamLimits
from music.application.radio.listening import EndSessions, PlayStations, RadioLimits
from music.application.radio.stations import KeepStations, ReadStations
from music.application.radio.titles import FollowTitles
from music.application.radio.use_cases import Radio
from music.infrastructure.radio.broadcasts import MOST_REDIRECTS, EgressBroadcasts
from music.infrastructure.radio.directory import RadioBrowser
from music.infrastructure.radio.metrics import PrometheusRadioMeters
from music.infrastructure.radio.mirrors import Mirrors
from music.infrastructure.unit_of_work import SqlUnits
from music.settings import Settings

AGENT: Final = {"user-agent": "Marquee/1.0"}
"""The directory wants to know which programs call it."""
MIRROR_SECONDS: Final = 4.0
STREAM_LIMITS: Final = StreamLimits(per_user=5, total=200)


def build_radio(settings: Settings, units: SqlUnits, clock: Clock) -> tuple[Radio, Callable[[], Awaitable[None]]]:
    """Create the use cases of the radio, and what closes their connections."""
    # Stations have any port, and many have no certificate.
    guard = settings.egress_guard("radio", clock, https_only=False, max_redirects=MOST_REDIRECTS)
    mirrors = settings.server_guard("radio_directory", settings.radio_directory_urls, clock)
    broadcasts = EgressBroadcasts(
        EgressClient(
            guard,
            seconds=settings.radio_seconds,
            headers=AGENT,
            connections=settings.radio_streams + STREAM_LIMITS.total,
            reuse=False,
            decompress=False,
        ),
        clock,
    )
    directory = RadioBrowser(
        Mirrors(EgressClient(mirrors, seconds=MIRROR_SECONDS, headers=AGENT), settings.radio_directory_urls, clock),
        clock,
    )
    meters = PrometheusRadioMeters()
    limits = RadioLimits(settings.radio_streams_per_user, settings.radio_streams)
    stations = ReadStations(units, directory)
    radio = Radio(
        stations=stations,
        favourites=KeepStations(units, units, directory, broadcasts, clock),
        play=PlayStations(units, stations, directory, broadcasts, meters, limits, clock),
        titles=FollowTitles(broadcasts, meters, clock, STREAM_LIMITS),
        end_sessions=EndSessions(clock),
    )

    async def close() -> None:
        await radio.titles.close()
        await broadcasts.aclose()
        await directory.close()

    return radio, close
