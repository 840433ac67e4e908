"""What the routes of sources depend on."""

from typing import Annotated, Final

from fastapi import Depends

from chassis.http.dependencies import application
from sources.application import Application

ApplicationDep = Annotated[Application, Depends(application)]
PRIVATE: Final = {"Cache-Control": "private, no-store"}
"""Headers of a response that belongs to one user."""
