"""What the routes of social depend on."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import Depends, Path, Response

from chassis.http.dependencies import application
from social.application import Application

_ID: Final = "0199b11c-52f0-7c64-8d2b-3a9e5f7c1d20"

ApplicationDep = Annotated[Application, Depends(application)]
PersonId = Annotated[UUID, Path(alias="userId", description="Id of the other user", examples=[_ID])]
Username = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9_]{3,30}$", description="Name of the user, in any letter case", examples=["ada_l"])
]


def private(response: Response) -> None:
    """State that a response belongs to one user."""
    response.headers["Cache-Control"] = "private, no-store"
