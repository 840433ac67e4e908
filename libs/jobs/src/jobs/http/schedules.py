"""Schedules as administrators read and change them."""

from datetime import datetime
from typing import Annotated, Any, Self

from fastapi import Path
from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from chassis.http.schemas import RequestModel, ResponseModel
from jobs import cron as cron_expressions
from jobs.errors import InvalidCron
from jobs.schedules import Schedule

ScheduleName = Annotated[
    str, Path(min_length=1, max_length=64, description="Name of the schedule", examples=["trending"])
]
_Instant = Annotated[datetime, Field(examples=["2026-11-21T12:00:00Z"])]


class JobScheduleRequest(RequestModel):
    """Changes a schedule; what is left out stays."""

    cron: str | None = Field(
        default=None,
        max_length=100,
        description="Cron expression of five fields, in UTC; omitted, it stays",
        examples=["0 */6 * * *"],
    )
    enabled: bool | None = Field(
        default=None, description="Whether it runs by itself; omitted, it stays", examples=[True]
    )
    catch_up: bool | None = Field(
        default=None, description="Whether it runs once after missed runs; omitted, it stays", examples=[True]
    )

    @field_validator("cron")
    @classmethod
    def _readable(cls, cron: str | None) -> str | None:
        if cron is not None:
            try:
                cron_expressions.check(cron)
            except InvalidCron as invalid:
                raise PydanticCustomError("cron", str(invalid)) from invalid
        return cron


class ScheduleResponse(ResponseModel):
    """A schedule."""

    name: str = Field(description="Name of the schedule", examples=["trending"])
    kind: str = Field(description="Kind of the job that it starts", examples=["trending"])
    cron: str = Field(description="Cron expression of five fields, in UTC", examples=["0 */6 * * *"])
    description: str = Field(
        description="What it does", examples=["Take the trending lists and import what is missing"]
    )
    enabled: bool = Field(description="Whether it runs by itself", examples=[True])
    catch_up: bool = Field(description="Whether it runs once after missed runs", examples=[True])
    payload: dict[str, Any] = Field(description="Parameters of its job", examples=[{"pages": 5, "syncStats": True}])
    last_run_at: _Instant | None = Field(description="When it last ran by itself, or null; manual runs do not count")
    next_run_at: _Instant | None = Field(description="When it runs next; null while it is disabled")

    @classmethod
    def of(cls, schedule: Schedule) -> Self:
        """Return the response for a schedule."""
        return cls(
            name=schedule.name,
            kind=schedule.kind,
            cron=schedule.cron,
            description=schedule.description,
            enabled=schedule.enabled,
            catch_up=schedule.catch_up,
            payload=dict(schedule.payload),
            last_run_at=schedule.last_run_at,
            next_run_at=schedule.next_run_at if schedule.enabled else None,
        )
