"""The kind `plex`."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import Field

from sources.domain.media_sources.source import SourceKind
from sources.infrastructure.kinds.plex.adapter import PlexAdapter
from sources.infrastructure.kinds.spec import SourceFields, SourceSpec, Surroundings
from sources.infrastructure.servers.addresses import Address, HeaderSecret
from sources.infrastructure.servers.calls import ServerCalls, fixed


class PlexConfiguration(SourceFields):
    """Where the server is."""

    address: Address = Field(description="Address of the server", examples=["https://plex.example.com:32400"])


class PlexCredentials(SourceFields):
    """What the server knows Marquee by."""

    token: HeaderSecret = Field(description="X-Plex-Token of a user who may read the libraries")


def connect(
    configuration: Mapping[str, Any], credentials: Mapping[str, str], surroundings: Surroundings
) -> PlexAdapter:
    """Return an adapter; open no connection."""
    address = PlexConfiguration.model_validate(configuration).address
    headers = {
        "accept": "application/json",
        "x-plex-token": PlexCredentials.model_validate(credentials).token,
        "x-plex-product": "Marquee",
        "x-plex-client-identifier": "marquee",
    }
    return PlexAdapter(ServerCalls(address, surroundings, fixed(headers)))


SPEC: Final = SourceSpec(
    kind=SourceKind.PLEX,
    configuration=PlexConfiguration,
    credentials=PlexCredentials,
    connect=connect,
)
