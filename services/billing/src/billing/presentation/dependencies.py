"""What the routes of billing depend on."""

from typing import Annotated

from fastapi import Depends

from billing.application import Application
from chassis.http.dependencies import application

ApplicationDep = Annotated[Application, Depends(application)]
