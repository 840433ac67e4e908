"""No text of the framework reaches a client, whatever kind of error it knows."""

import re
from datetime import UTC, date, datetime
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import Field, ValidationError, field_validator

from chassis.http.schemas import RequestModel
from chassis.http.validation.kinds import FRAMEWORK_KINDS
from chassis.http.validation.problems import message_of, problems_of
from chassis.http.validation.wording import predicate

pytestmark = pytest.mark.unit

FRAMEWORK_WORDS = re.compile(
    r"[Ii]nput|Value error|datetime\.|instance|pars(e|ing)|permitted|Decimal|<class|python", re.IGNORECASE
)

CONTEXT: dict[str, Any] = {
    "ge": 1, "gt": 1, "le": 50, "lt": 50, "multiple_of": 2, "min_length": 1, "max_length": 20, "actual_length": 0,
    "pattern": "^a$", "expected": "'asc' or 'desc'", "class": "UUID", "error": "must be even",
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(FRAMEWORK_KINDS))
def test_every_kind_of_the_framework_has_a_wording(kind: str) -> None:
    text = predicate(kind, CONTEXT, "x", "Input should be something for Python")
    assert not FRAMEWORK_WORDS.search(text)
    assert re.match(r"[a-z]", text), "a predicate goes on after the field's name"


@pytest.mark.parametrize(
    ("kind", "context", "value", "expected"),
    [
        ("less_than_equal", {"le": 50}, 51, "must be at most 50, not 51"),
        ("greater_than_equal", {"ge": 1}, -3, "must be at least 1, not -3"),
        ("less_than_equal", {"le": date(2200, 1, 1)}, date(2300, 1, 1), "must not be after 2200-01-01"),
        ("less_than_equal", {"le": "2200-01-01"}, "2300-01-01", "must not be after 2200-01-01"),
        ("less_than_equal", {"le": "datetime.date(2200, 1, 1)"}, "2300-01-01", "must not be after 2200-01-01"),
        ("greater_than", {"gt": "2200-01-01T00:00:00"}, "x", "must be after 2200-01-01T00:00:00"),
        ("greater_than", {"gt": datetime(2026, 1, 1, tzinfo=UTC)}, None, "must be after 2026-01-01T00:00:00+00:00"),
        ("too_short", {"min_length": 1}, [], "must have at least 1 item"),
        ("string_too_long", {"max_length": 20}, "x" * 21, "must have at most 20 characters"),
        ("literal_error", {"expected": "'asc' or 'desc'"}, "up", "must be one of asc or desc, not up"),
        ("literal_error", {"expected": "'global'"}, "US", "must be global, not US"),
        ("literal_error", {"expected": "'a', 'b' or 'c'"}, "\x00", "must be one of a, b or c"),
        ("int_type", {}, "5", "must be an integer, not a string"),
        ("int_type", {}, 89.0, "must be an integer, not 89.0"),
        ("bool_type", {}, 0, "must be a boolean, not a number"),
        ("string_type", {}, None, "must be a string, not null"),
        ("model_type", {}, [], "must be an object, not an array"),
        ("value_error", {"error": ValueError("must be even")}, 3, "must be even"),
        ("our_own_kind", {}, 3, "must be prime"),
        ("string_too_long", {"maxLength": 20}, "x" * 21, "must be prime"),
    ],
)
def test_message_names_the_rule_and_the_value(kind: str, context: dict[str, Any], value: object, expected: str) -> None:
    assert predicate(kind, context, value, "must be prime") == expected


class LastSeen(RequestModel):
    """One member of a union."""

    season: int
    episode: int


class BySeason(RequestModel):
    """Another one."""

    seasons: dict[str, int] = Field(min_length=1)

    @field_validator("seasons")
    @classmethod
    def _numbered(cls, seasons: dict[str, int]) -> dict[str, int]:
        if not all(name.isdigit() for name in seasons):
            raise ValueError("must have season numbers as names")
        return seasons


class Entry(RequestModel):
    """What is fuzzed: unions, lists, enumerations, bounds."""

    state: Literal["planned", "watching"] | None = None
    rating: int | None = Field(default=None, ge=0, le=100)
    progress: LastSeen | BySeason | None = None
    notes: str | None = Field(default=None, max_length=20)
    tags: list[str] = Field(default=[], max_length=2)


def message(body: object) -> str:
    with pytest.raises(ValidationError) as caught:
        Entry.model_validate(body)
    located = [{**error, "loc": ("body", *error["loc"])} for error in caught.value.errors()]
    return message_of(problems_of(located, body))


@pytest.mark.parametrize(
    ("progress", "expected"),
    [
        ({"season": "two", "episode": 3}, "progress.season: must be an integer, not a string"),
        ({"season": 2}, "progress.episode: is required"),
        ({"seasons": {"a": 3}}, "progress.seasons: must have season numbers as names"),
        ({"seasons": {"1": "x"}}, "progress.seasons.1: must be an integer, not a string"),
        ({"seasons": {"1": 2}, "extra": 1}, "progress.extra: is unknown"),
        (7, "progress: must be an object, not a number"),
    ],
)
def test_union_has_one_error_per_mistake(progress: object, expected: str) -> None:
    assert message({"progress": progress}) == expected


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.sampled_from([*Entry.model_fields, "LastSeen", "other"]), json_values, max_size=4) | json_values
)
def test_no_error_has_words_of_the_framework(body: object) -> None:
    try:
        Entry.model_validate(body)
    except ValidationError as error:
        located = [{**one, "loc": ("body", *one["loc"])} for one in error.errors()]
        problems = problems_of(located, body)
        assert problems
        assert not any(
            FRAMEWORK_WORDS.search(problem.message) for problem in problems if not problem.message.endswith('"')
        )
        assert not any(name in problem.field for problem in problems for name in ("BySeason", "[key]"))
