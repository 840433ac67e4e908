"""The kind `s3`."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from objects.signing import Credentials
from sources.domain.media_sources.source import SourceKind
from sources.infrastructure.kinds.s3.adapter import S3Adapter, signed
from sources.infrastructure.kinds.spec import SourceFields, SourceSpec, Surroundings
from sources.infrastructure.servers.addresses import Address, HeaderSecret
from sources.infrastructure.servers.calls import ServerCalls
from sources.infrastructure.servers.reading.paths import safe_path


def _prefix(text: str) -> str:
    if text.strip("/") and not safe_path(text.strip("/")):
        raise PydanticCustomError("key_prefix", "must be a path without empty parts and ..")
    return text.strip("/")


class S3Configuration(SourceFields):
    """Where the objects are."""

    address: Address = Field(
        description="Endpoint of the storage, without the bucket", examples=["https://s3.eu-central-1.amazonaws.com"]
    )
    bucket: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$", description="Name of the bucket")
    prefix: Annotated[str, AfterValidator(_prefix)] = Field(
        default="", max_length=512, description="Only what is below this folder of the bucket", examples=["movies"]
    )
    region: str = Field(
        default="us-east-1",
        pattern=r"^[a-z0-9-]{1,63}$",
        description="Region of the bucket, by which requests are signed",
    )


class S3Credentials(SourceFields):
    """A key that may list and read the bucket."""

    access_key: HeaderSecret = Field(description="Access key")
    secret_key: HeaderSecret = Field(description="Secret key; it is never sent")


def connect(configuration: Mapping[str, Any], credentials: Mapping[str, str], surroundings: Surroundings) -> S3Adapter:
    """Return an adapter; open no connection."""
    checked = S3Configuration.model_validate(configuration)
    keys = S3Credentials.model_validate(credentials)
    signs = signed(Credentials(keys.access_key, keys.secret_key, checked.region), surroundings.clock)
    return S3Adapter(ServerCalls(checked.address, surroundings, signs), checked.bucket, checked.prefix)


SPEC: Final = SourceSpec(
    kind=SourceKind.S3,
    configuration=S3Configuration,
    credentials=S3Credentials,
    connect=connect,
)
