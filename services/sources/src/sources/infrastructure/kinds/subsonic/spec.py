"""The kind `subsonic`."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import Field

from sources.domain.media_sources.source import SourceKind
from sources.infrastructure.kinds.spec import SourceFields, SourceSpec, Surroundings
from sources.infrastructure.kinds.subsonic.adapter import SubsonicAdapter
from sources.infrastructure.servers.addresses import Address
from sources.infrastructure.servers.calls import ServerCalls, fixed


class SubsonicConfiguration(SourceFields):
    """Where the server is."""

    address: Address = Field(description="Address of the server, without /rest", examples=["https://music.example.com"])


class SubsonicCredentials(SourceFields):
    """A user of the server."""

    user: str = Field(min_length=1, max_length=255, description="Name of a user of the server")
    password: str = Field(min_length=1, max_length=1024, description="Password of the user; it is never sent")


def connect(
    configuration: Mapping[str, Any], credentials: Mapping[str, str], surroundings: Surroundings
) -> SubsonicAdapter:
    """Return an adapter; open no connection."""
    address = SubsonicConfiguration.model_validate(configuration).address
    user = SubsonicCredentials.model_validate(credentials)
    return SubsonicAdapter(ServerCalls(address, surroundings, fixed({})), user.user, user.password)


SPEC: Final = SourceSpec(
    kind=SourceKind.SUBSONIC,
    configuration=SubsonicConfiguration,
    credentials=SubsonicCredentials,
    connect=connect,
)
