"""The values in the messages of validation errors."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

import pytest
from annotated_types import Ge, Gt, Le, Lt, MultipleOf
from pydantic import Field, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from chassis.core.rules.broken import BrokenRule
from chassis.http.validation.params import params_of
from chassis.http.validation.problems import Problem

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        (Annotated[int, Ge(1)], 0, {"minimum": 1}),
        (Annotated[int, Gt(1)], 1, {"exclusiveMinimum": 1}),
        (Annotated[int, Le(50)], 51, {"maximum": 50}),
        (Annotated[float, Lt(0.5)], 0.5, {"exclusiveMaximum": 0.5}),
        (Annotated[int, MultipleOf(5)], 3, {"multipleOf": 5}),
        (Annotated[str, StringConstraints(min_length=3)], "ab", {"minLength": 3}),
        (Annotated[str, StringConstraints(max_length=1)], "ab", {"maxLength": 1}),
        (Annotated[str, StringConstraints(pattern="^[a-z]$")], "1", {"pattern": "^[a-z]$"}),
        (Annotated[list[int], Field(min_length=1)], [], {"minItems": 1}),
        (Annotated[list[int], Field(max_length=1)], [1, 2], {"maxItems": 1}),
        (Literal["asc", "desc"], "up", {"allowed": ["asc", "desc"]}),
        (Literal[1, 2, 3], 4, {"allowed": ["1", "2", "3"]}),
        (Annotated[date, Ge(date(2020, 1, 1))], date(2019, 1, 1), {"minimum": "2020-01-01"}),
        (
            Annotated[datetime, Le(datetime(2020, 1, 1, tzinfo=UTC))],
            datetime(2021, 1, 1, tzinfo=UTC),
            {"maximum": "2020-01-01T00:00:00Z"},
        ),
        (int, "five", {}),
    ],
)
def test_a_rule_of_a_type_has_the_values_of_its_message(rule: Any, value: object, expected: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(rule).validate_python(value)
    error = refused.value.errors()[0]
    assert params_of(error["type"], error.get("ctx", {})) == expected


def test_a_rule_of_our_own_has_its_values_as_they_are() -> None:
    error = PydanticCustomError("length", "must have {minLength} to {maxLength}", {"minLength": 1, "maxLength": 9})
    assert params_of(error.type, error.context or {}) == {"minLength": 1, "maxLength": 9}


def test_a_rule_of_our_own_of_a_kind_of_the_framework_has_its_values_as_they_are() -> None:
    error = PydanticCustomError("greater_than_equal", "must not be before {minimum}", {"minimum": "2015-01-01"})
    assert params_of(error.type, error.context or {}) == {"minimum": "2015-01-01"}


def test_a_rule_of_the_domain_has_the_place_of_its_field() -> None:
    broken = BrokenRule("url_port", "must have one of the ports 80, 443", {"allowed": [80, 443]})
    assert Problem.of("url", broken).shown() == {
        "field": "url",
        "in": "body",
        "rule": "url_port",
        "params": {"allowed": [80, 443]},
        "message": "must have one of the ports 80, 443",
    }
