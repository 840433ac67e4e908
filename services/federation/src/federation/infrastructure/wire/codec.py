"""JSON of the bodies between servers."""

import base64
import re
from collections.abc import Hashable, Sequence
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Final, TypeVar, cast
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from federation.application.trust.wire import JoinRequest
from federation.domain.keys.errors import WireInvalid
from federation.domain.keys.keys import Endorsement, PublicKey, ServerDocument, key_id_of
from federation.domain.peers.errors import PeerUnreachable
from federation.domain.peers.permissions import Permission, in_order

T = TypeVar("T")
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
_CODE: Final = re.compile(r"[A-Z0-9_]{1,64}")
_Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]


class _Model(BaseModel):
    """Members that are unknown are those of a later version."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class _KeyBody(_Model):
    id: _Key
    public_key: Annotated[str, Field(max_length=64)]
    retires_at: AwareDatetime | None = None
    endorsed_by: _Key | None = None
    endorsement: Annotated[str, Field(max_length=128)] | None = None


class _DocumentBody(_Model):
    id: UUID
    name: Annotated[str, Field(min_length=1, max_length=100)]
    url: Annotated[str, Field(max_length=2048, pattern=r"^https?://")]
    keys: Annotated[list[_KeyBody], Field(min_length=1, max_length=8)]


class _JoinBody(_Model):
    secret: Annotated[str, Field(max_length=128)]
    server: _DocumentBody
    permissions: Annotated[list[Permission], Field(max_length=8)]


class _Error(_Model):
    code: str


class _Failure(_Model):
    error: _Error


class JsonWire:
    """Reads and writes bodies as JSON."""

    def read_document(self, body: bytes) -> ServerDocument:
        """Return a document; raise PeerUnreachable, as a server that sends another one is none of ours."""
        try:
            return _document_of(_DocumentBody.model_validate_json(body))
        except ValueError as invalid:
            raise PeerUnreachable("invalid_response") from invalid

    def write_document(self, document: ServerDocument) -> bytes:
        """Return the body of a document."""
        return _body_of(document).model_dump_json(exclude_none=True).encode()

    def read_join(self, body: bytes) -> JoinRequest:
        """Return a request to become a peer."""
        try:
            read = _JoinBody.model_validate_json(body)
            return JoinRequest(read.secret, _document_of(read.server), frozenset(read.permissions))
        except ValueError as invalid:
            raise WireInvalid from invalid

    def write_join(self, request: JoinRequest) -> bytes:
        """Return the body of such a request."""
        body = _JoinBody(
            secret=request.secret, server=_body_of(request.server), permissions=in_order(request.permissions)
        )
        return body.model_dump_json(exclude_none=True).encode()

    def read(self, kind: type[T], body: bytes) -> T:
        """Return a value without texts that no table and no page can have."""
        try:
            value: T = _adapter(cast(Hashable, kind)).validate_json(body)
        except ValidationError as invalid:
            raise WireInvalid from invalid
        if b"\\u0000" in body or _UNSTORABLE.search(body.decode("utf-8", "replace")):
            raise WireInvalid
        return value

    def write(self, value: object) -> bytes:
        """Return the body of a value."""
        return _adapter(cast(Hashable, type(value))).dump_json(value)

    def error_code(self, body: bytes) -> str:
        """Return the code of an error."""
        try:
            code = _Failure.model_validate_json(body).error.code
        except ValidationError:
            return "unknown"
        return code if _CODE.fullmatch(code) else "unknown"


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast(Any, kind))


def _document_of(body: _DocumentBody) -> ServerDocument:
    """Return the document of a body; raise ValueError for a key with another id than its own."""
    if _UNSTORABLE.search(body.name):
        raise ValueError("the name has a character that cannot be stored")
    return ServerDocument(body.id, body.name, body.url.rstrip("/"), _keys_of(body.keys))


def _keys_of(bodies: Sequence[_KeyBody]) -> list[PublicKey]:
    keys = []
    for body in bodies:
        public = base64.b64decode(body.public_key, validate=True)
        if len(public) != 32 or key_id_of(public) != body.id:
            raise ValueError("the id of a key is its thumbprint")
        endorsement = None
        if body.endorsed_by is not None and body.endorsement is not None:
            endorsement = Endorsement(body.endorsed_by, base64.b64decode(body.endorsement, validate=True))
        keys.append(PublicKey(body.id, public, _instant(body.retires_at), endorsement))
    return keys


def _instant(value: AwareDatetime | None) -> datetime | None:
    return value


def _body_of(document: ServerDocument) -> _DocumentBody:
    return _DocumentBody(
        id=document.id,
        name=document.name,
        url=document.url,
        keys=[
            _KeyBody(
                id=key.id,
                public_key=base64.b64encode(key.public).decode(),
                retires_at=key.retires_at,
                endorsed_by=None if key.endorsement is None else key.endorsement.by,
                endorsement=None if key.endorsement is None else base64.b64encode(key.endorsement.signature).decode(),
            )
            for key in document.keys
        ],
    )
