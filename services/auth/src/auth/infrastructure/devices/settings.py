"""The setting of the limits of devices: `free=4,family=8`."""

from typing import Annotated, Final

from pydantic import BeforeValidator
from pydantic_settings import NoDecode

from auth.domain.devices.registered import FREE_PLAN

MOST_DEVICES: Final = 100


def _limits(value: object) -> object:
    """Return the limits of a text by plan; raise ValueError for another form, or without the free plan."""
    if not isinstance(value, str):
        return value
    limits: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in value.split(","))):
        plan, _, number = part.partition("=")
        if not plan.strip() or not number.strip().isdigit() or int(number) > MOST_DEVICES:
            raise ValueError(f"must list plans with numbers up to {MOST_DEVICES}: free=4,family=8")
        limits[plan.strip()] = int(number)
    if FREE_PLAN not in limits:
        raise ValueError(f"must have a limit of the plan {FREE_PLAN}")
    return limits


DeviceLimitList = Annotated[dict[str, int], NoDecode, BeforeValidator(_limits)]
