"""Dependencies of the routes."""

from typing import Annotated

from fastapi import Depends

from chassis.http.dependencies import application
from ingestion.application import Application

ApplicationDep = Annotated[Application, Depends(application)]
