"""The kind `emby`."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import Field

from sources.domain.media_sources.source import SourceKind
from sources.infrastructure.kinds.media_browser.adapter import MediaBrowserAdapter
from sources.infrastructure.kinds.spec import SourceFields, SourceSpec, Surroundings
from sources.infrastructure.servers.addresses import Address, HeaderSecret
from sources.infrastructure.servers.calls import ServerCalls, fixed


class EmbyConfiguration(SourceFields):
    """Where the server is."""

    address: Address = Field(
        description="Address of the server, with its base path if it has one", examples=["https://emby.example.com"]
    )


class EmbyCredentials(SourceFields):
    """What the server knows Marquee by."""

    api_key: HeaderSecret = Field(description="API key, made in the dashboard of the server under API keys")


def connect(
    configuration: Mapping[str, Any], credentials: Mapping[str, str], surroundings: Surroundings
) -> MediaBrowserAdapter:
    """Return an adapter; open no connection."""
    address = EmbyConfiguration.model_validate(configuration).address
    key = EmbyCredentials.model_validate(credentials).api_key
    return MediaBrowserAdapter(ServerCalls(address, surroundings, fixed({"x-emby-token": key})))


SPEC: Final = SourceSpec(
    kind=SourceKind.EMBY,
    configuration=EmbyConfiguration,
    credentials=EmbyCredentials,
    connect=connect,
)
