"""The kind `webdav`."""

import base64
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from sources.domain.media_sources.source import SourceKind
from sources.infrastructure.kinds.spec import SourceFields, SourceSpec, Surroundings
from sources.infrastructure.kinds.webdav.adapter import WebdavAdapter
from sources.infrastructure.kinds.webdav.digest import DigestAuthorization
from sources.infrastructure.servers.addresses import Address
from sources.infrastructure.servers.calls import ServerCalls, fixed


def _user(text: str) -> str:
    if not text.isprintable() or set(text) & set(':"\\'):
        raise PydanticCustomError("user_characters", "must be of printable characters without colons and quotes")
    return text


class WebdavConfiguration(SourceFields):
    """Where the files are."""

    address: Address = Field(
        description="Address of the folder", examples=["https://cloud.example.com/remote.php/dav/files/ada/Movies"]
    )
    authentication: Literal["basic", "digest"] = Field(
        default="basic", description="How the server checks the password: most, Nextcloud among them, by `basic`"
    )


class WebdavCredentials(SourceFields):
    """A user of the server."""

    user: Annotated[str, Field(min_length=1, max_length=255), AfterValidator(_user)] = Field(
        description="Name of a user of the server"
    )
    password: str = Field(min_length=1, max_length=1024, description="Password of the user, or better of this use")


def connect(
    configuration: Mapping[str, Any], credentials: Mapping[str, str], surroundings: Surroundings
) -> WebdavAdapter:
    """Return an adapter; open no connection."""
    checked = WebdavConfiguration.model_validate(configuration)
    user = WebdavCredentials.model_validate(credentials)
    if checked.authentication == "digest":
        digest = DigestAuthorization(user.user, user.password)
        return WebdavAdapter(ServerCalls(checked.address, surroundings, digest.headers, digest.is_renewed))
    proof = base64.b64encode(f"{user.user}:{user.password}".encode()).decode()
    return WebdavAdapter(ServerCalls(checked.address, surroundings, fixed({"authorization": f"Basic {proof}"})))


SPEC: Final = SourceSpec(
    kind=SourceKind.WEBDAV,
    configuration=WebdavConfiguration,
    credentials=WebdavCredentials,
    connect=connect,
)
