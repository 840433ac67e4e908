"""What the routes of sources depend on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path

from chassis.http.dependencies import application
from chassis.http.errors import validation_error
from chassis.http.tokens import Principal
from chassis.http.validation.problems import Problem
from sources.application import Application
from sources.application.media_sources.access import Actor
from sources.domain.matching.errors import PlaceForgotten
from sources.domain.media_sources.errors import SettingInvalid

PRIVATE: Final = {"Cache-Control": "private, no-store"}
"""Headers of a response that belongs to one user."""


ApplicationDep = Annotated[Application, Depends(application)]
SourceId = Annotated[
    UUID,
    Path(alias="sourceId", description="Id of the media source", examples=["0b7f5f3a-3f0e-5c55-a7ee-8b6f2b1f7f10"]),
]


def actor(principal: Principal) -> Actor:
    """Return the user of a request."""
    return Actor(principal.user_id, "admin" in principal.roles)


@contextmanager
def checked_fields() -> Iterator[None]:
    """Turn the fields that a kind of source refuses into the validation error of a body."""
    try:
        yield
    except SettingInvalid as invalid:
        problems = [Problem.of(problem.field, problem.broken) for problem in invalid.problems]
        raise validation_error(*problems) from invalid


@contextmanager
def checked_cursor() -> Iterator[None]:
    """Turn a cursor whose file is not stored any more into the validation error of a cursor."""
    try:
        yield
    except PlaceForgotten as forgotten:
        message = "must be nextCursor of a page that was read lately"
        raise validation_error(Problem("cursor", "query", "cursor_invalid", message)) from forgotten
