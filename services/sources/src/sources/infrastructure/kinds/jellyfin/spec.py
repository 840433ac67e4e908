"""The kind `jellyfin`."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import Field

from sources.domain.media_sources.source import SourceKind
from sources.infrastructure.kinds.media_browser.adapter import MediaBrowserAdapter
from sources.infrastructure.kinds.spec import SourceFields, SourceSpec, Surroundings
from sources.infrastructure.servers.addresses import Address, HeaderSecret
from sources.infrastructure.servers.calls import ServerCalls, fixed


class JellyfinConfiguration(SourceFields):
    """Where the server is."""

    address: Address = Field(
        description="Address of the server, with its base path if it has one", examples=["https://jellyfin.example.com"]
    )


class JellyfinCredentials(SourceFields):
    """What the server knows Marquee by."""

    api_key: HeaderSecret = Field(description="API key, made in the dashboard of the server under API keys")


def connect(
    configuration: Mapping[str, Any], credentials: Mapping[str, str], surroundings: Surroundings
) -> MediaBrowserAdapter:
    """Return an adapter; open no connection."""
    address = JellyfinConfiguration.model_validate(configuration).address
    key = JellyfinCredentials.model_validate(credentials).api_key
    return MediaBrowserAdapter(
        ServerCalls(address, surroundings, fixed({"authorization": f'MediaBrowser Token="{key}"'}))
    )


SPEC: Final = SourceSpec(
    kind=SourceKind.JELLYFIN,
    configuration=JellyfinConfiguration,
    credentials=JellyfinCredentials,
    connect=connect,
)
