"""What connects a server of either kind: an address and an API key."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import Field

from sources.domain.media_sources.source import SourceKind
from sources.infrastructure.kinds.media_browser.adapter import MediaBrowserAdapter
from sources.infrastructure.kinds.spec import SourceFields, SourceSpec, Surroundings
from sources.infrastructure.servers.addresses import Address, HeaderSecret
from sources.infrastructure.servers.calls import ServerCalls, fixed


class MediaBrowserConfiguration(SourceFields):
    """Where the server is."""

    address: Address = Field(
        description="Address of the server, with its base path if it has one", examples=["https://media.example.com"]
    )


class MediaBrowserCredentials(SourceFields):
    """What the server knows Marquee by."""

    api_key: HeaderSecret = Field(description="API key, made in the dashboard of the server under API keys")


def media_browser_spec(kind: SourceKind, headers_of: Callable[[str], Mapping[str, str]]) -> SourceSpec:
    """Return the spec of a kind whose servers know a key by these headers."""

    def connect(
        configuration: Mapping[str, Any], credentials: Mapping[str, str], surroundings: Surroundings
    ) -> MediaBrowserAdapter:
        address = MediaBrowserConfiguration.model_validate(configuration).address
        key = MediaBrowserCredentials.model_validate(credentials).api_key
        return MediaBrowserAdapter(ServerCalls(address, surroundings, fixed(headers_of(key))))

    return SourceSpec(
        kind=kind, configuration=MediaBrowserConfiguration, credentials=MediaBrowserCredentials, connect=connect
    )
