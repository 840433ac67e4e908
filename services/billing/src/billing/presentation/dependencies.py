"""What the routes of billing depend on."""

from typing import Annotated, Final

from fastapi import Depends

from billing.application import Application
from chassis.http.dependencies import application
from chassis.http.document.error_cases import Responses
from chassis.http.document.openapi import headers

ApplicationDep = Annotated[Application, Depends(application)]
PRIVATE: Final = {"Cache-Control": "private, no-store"}
"""Headers of a response that belongs to one user."""
RETURN_PATH: Final = r"^/[A-Za-z0-9/_-]{0,100}$"
"""The form of a path, which is added to the address of the web application."""
READS: Final[Responses] = {200: {"headers": headers("Cache-Control")}}
