"""What the routes of editors share."""

from typing import Annotated, Final

from fastapi import Depends, Response

from catalog.domain.editing.audit import Actor
from catalog.domain.editing.errors import EditConflict
from catalog.domain.errors import MediaNotFound
from catalog.presentation.editing.preconditions import NO_CONDITION
from catalog.presentation.errors import refuses
from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers
from chassis.http.follow_up.preconditions import entity_tag
from chassis.http.tokens import EditorPrincipal
from chassis.runtime.logs import request_id

TAGGED: Final[Responses] = {200: {"headers": headers("Cache-Control", "ETag")}}
READS: Final[Responses] = {**TAGGED, **refuses(MediaNotFound)}
CHANGES: Final[Responses] = {**TAGGED, **refuses(MediaNotFound, EditConflict, cases=[NO_CONDITION])}
PRIVATE: Final = {"Cache-Control": "private, no-store"}


def tag(response: Response, version: int) -> None:
    """Set the headers of a response with the state of a version."""
    response.headers.update({**PRIVATE, "ETag": entity_tag(version)})


def _actor(principal: EditorPrincipal) -> Actor:
    """Return who changes something in this request."""
    return Actor(principal.user_id, request_id.get())


ActorDep = Annotated[Actor, Depends(_actor)]
