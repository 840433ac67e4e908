"""What the routes of playback depend on."""

from typing import Annotated

from fastapi import Depends

from chassis.http.dependencies import application
from playback.application import Application

ApplicationDep = Annotated[Application, Depends(application)]
