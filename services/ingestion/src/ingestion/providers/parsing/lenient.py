"""Lenient parsing: unknown fields are ignored, a value of the wrong type becomes null and is noted.

One odd value must not cost a title. The notes are collected in the validation context, and become the reason why a
response counts as degraded.

A valid value is parsed without any Python code: the lenient branch is behind the plain one in the schema, and runs only
when that did not match. A record of TMDB has thousands of values.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, TypeVar, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    ValidationError,
    ValidatorFunctionWrapHandler,
)
from pydantic_core import CoreSchema, core_schema
from pydantic_core.core_schema import ValidationInfo

T = TypeVar("T")

DEGRADED: Final = "degraded"
MOST_REASONS: Final = 10


class ProviderModel(BaseModel):
    """Base of what a provider sends."""

    model_config = ConfigDict(extra="ignore", frozen=True)


def note(info: ValidationInfo, place: str, problem: str) -> None:
    """Note that a part of a response was left out."""
    reasons = info.context.get(DEGRADED) if isinstance(info.context, dict) else None
    reason = f"{place}: {problem}"
    if isinstance(reasons, list) and len(reasons) < MOST_REASONS and reason not in reasons:
        reasons.append(reason)


@dataclass(frozen=True, slots=True)
class Lenient:
    """Makes a value of the wrong form missing; `missing` are those that the provider writes for unknown.

    `plain` narrows the form that is taken at once, so that what stands for unknown does not pass as a value.
    """

    missing: tuple[object, ...] = ()
    blank_is_missing: bool = False
    plain: CoreSchema | None = None
    missing_pattern: re.Pattern[str] | None = None

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the plain schema, then the lenient one."""
        form = handler(source)
        plain = form if self.plain is None else core_schema.nullable_schema(self.plain)
        missing = [*self.missing, *([""] if self.blank_is_missing else [])]
        exact = [_as_none(missing)] if missing else []
        return _first_of(plain, *exact, core_schema.with_info_wrap_validator_function(self._forgive, form))

    def _forgive(self, value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        if value in self.missing or (isinstance(value, str) and self._is_missing(value.strip())):
            return None
        return _attempt(value, handler, info)

    def _is_missing(self, text: str) -> bool:
        if self.blank_is_missing and not text:
            return True
        return self.missing_pattern is not None and self.missing_pattern.fullmatch(text) is not None


class LenientItems:
    """Makes of a list what its good items are; the list of the plain form has no bad ones."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return the plain list, then the one that drops its bad items."""
        form = handler(source)
        item = _item_of(source)
        plain = core_schema.nullable_schema(core_schema.list_schema(handler.generate_schema(item)))
        return _first_of(plain, core_schema.with_info_wrap_validator_function(_good_items, form))


def _first_of(*forms: CoreSchema) -> CoreSchema:
    return core_schema.union_schema(list(forms), mode="left_to_right")


def _as_none(values: list[object]) -> CoreSchema:
    """Return the schema of a few exact values that all become None."""
    none = core_schema.with_default_schema(core_schema.none_schema(), default=None, on_error="default")
    return core_schema.chain_schema([core_schema.literal_schema(values), none])


def _item_of(optional_list: object) -> Any:
    """Return T of `list[Annotated[T | None, …]] | None`."""
    [items] = [argument for argument in get_args(optional_list) if argument is not type(None)]
    optional_item = get_args(get_args(items)[0])[0]
    [item] = [argument for argument in get_args(optional_item) if argument is not type(None)]
    return item


def _good_items(value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    items = _attempt(value, handler, info)
    return items if items is None else [item for item in items if item is not None]


def _attempt(value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
    try:
        return handler(value)
    except ValidationError as wrong:
        note(info, info.field_name or "item", wrong.errors()[0]["msg"])
        return None


LENIENT: Final = Lenient()

# str.strip() takes four more characters for blank than regular expressions do.
_NOT_BLANK: Final = core_schema.str_schema(pattern=r"[^\s\x1c-\x1f]")
_NOT_ZERO: Final = core_schema.int_schema(gt=0, lt=2**31)
_AMOUNT: Final = core_schema.int_schema(gt=0, lt=2**63)

_PLAIN_DAY: Final = core_schema.chain_schema(
    [core_schema.str_schema(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), core_schema.date_schema()]
)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?=$|[T ])")
_NO_DAY: Final = re.compile(r"0+(-00?){0,2}|[0-9]{4}(-[0-9]{1,2}|-00-00|-[0-9]{1,2}-00)?")


def _whole_day(value: object) -> object:
    """Return a day, or the day of an instant; anything else is refused, so that no number becomes a date."""
    if isinstance(value, date):
        return value
    match = _DAY.match(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("must be a day as YYYY-MM-DD")
    return match[0]


Text = Annotated[str | None, Lenient(blank_is_missing=True, plain=_NOT_BLANK)]
Id = Annotated[int, Field(gt=0, lt=2**31)]
"""A number that a thing is exact by: it must be there, and fit a column of 32 bits."""
Number = Annotated[int, Field(ge=0, lt=2**31)]
"""A place in an order, such as a season's; specials have 0."""
OptionalId = Annotated[Id | None, Lenient(missing=(0, "0"), plain=_NOT_ZERO)]
Whole = Annotated[Number | None, LENIENT]
Positive = Annotated[Id | None, Lenient(missing=(0, "0"), plain=_NOT_ZERO)]
"""A count where the provider writes 0 for unknown."""
Money = Annotated[Annotated[int, Field(gt=0, lt=2**63)] | None, Lenient(missing=(0, "0"), plain=_AMOUNT)]
Real = Annotated[Annotated[float, Field(ge=0, allow_inf_nan=False)] | None, LENIENT]
Score = Annotated[Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] | None, LENIENT]
"""A rating of at most 10."""
Flag = Annotated[bool | None, LENIENT]
Day = Annotated[
    Annotated[date, BeforeValidator(_whole_day)] | None,
    Lenient(missing=(0,), blank_is_missing=True, plain=_PLAIN_DAY, missing_pattern=_NO_DAY),
]
"""A day as YYYY-MM-DD. A blank, zeros, and a year or month without a day stand for unknown: no day is made up."""
Items = Annotated[list[Annotated[T | None, LENIENT]] | None, LenientItems()]
"""A list that loses only its bad items; None when the provider sent no list."""
