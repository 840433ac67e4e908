"""Parameters that several routes have."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path
from pydantic import Field

from chassis.http.dependencies import application
from insights.application import Application
from insights.domain.signals.measurement import EARLIEST_DAY

ApplicationDep = Annotated[Application, Depends(application)]
MediaId = Annotated[
    UUID, Path(alias="mediaId", description="Id of the title", examples=["5a1f4b62-7c0e-5d1b-9f7a-2b8f6f0f3c11"])
]
LastDay = Annotated[
    date | None,
    Field(
        ge=EARLIEST_DAY,
        alias="to",
        description="Last day in UTC, not after today; default: today",
        examples=["2026-11-02"],
    ),
]
