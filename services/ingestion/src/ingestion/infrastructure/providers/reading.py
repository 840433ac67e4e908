"""How answers are read: unknown fields are ignored, a field of the wrong form is left out and named.

One odd value must not cost a title, so it becomes "unsaid"; what was left out is collected in the validation
context and ends up as the reason why an answer counts as degraded.
"""

from datetime import date
from typing import Annotated, Any, Final, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core.core_schema import ValidationInfo

T = TypeVar("T")

DEGRADED: Final = "degraded"
MOST_REASONS: Final = 10


class Said(BaseModel):
    """Base of what a provider sends."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def note(info: ValidationInfo, place: str, problem: str) -> None:
    """Remember that something of an answer was left out."""
    reasons = info.context.get(DEGRADED) if isinstance(info.context, dict) else None
    if isinstance(reasons, list) and len(reasons) < MOST_REASONS:
        reasons.append(f"{place}: {problem}")


def _soft(value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    try:
        return handler(value)
    except ValidationError as wrong:
        note(info, info.field_name or "item", wrong.errors()[0]["msg"])
        return None


def _soft_items(value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    items = _soft(value, handler, info)
    return items if items is None else [item for item in items if item is not None]


def _blank(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _zero(value: Any) -> Any:
    return None if value in (0, "0") else value


SOFT: Final = WrapValidator(_soft)

Text = Annotated[str | None, SOFT, BeforeValidator(_blank)]
Whole = Annotated[int | None, SOFT]
Positive = Annotated[int | None, SOFT, BeforeValidator(_zero)]
"""A count where the provider writes 0 for unknown."""
Real = Annotated[float | None, SOFT]
Flag = Annotated[bool | None, SOFT]
Day = Annotated[date | None, SOFT, BeforeValidator(_blank)]
Items = Annotated[list[Annotated[T | None, SOFT]] | None, WrapValidator(_soft_items)]
"""A list that loses only its bad items; None when the provider sent no list."""
