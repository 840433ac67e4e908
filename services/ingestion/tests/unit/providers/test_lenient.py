"""Responses are parsed leniently: invalid parts are omitted and reported; valid responses never run the Python path."""

from datetime import date
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter

from ingestion.providers.parsing import lenient
from ingestion.providers.parsing.lenient import (
    DEGRADED,
    LENIENT,
    MOST_REASONS,
    Day,
    Flag,
    Items,
    Money,
    OptionalId,
    Positive,
    ProviderModel,
    Real,
    Score,
    Text,
    Whole,
)

pytestmark = pytest.mark.unit


class Person(ProviderModel):
    """A thing with a field that must be there."""

    id: int
    name: Text = None
    friends: Items["Person"] = None


class Thing(ProviderModel):
    """Every kind of field."""

    text: Text = None
    whole: Whole = None
    positive: Positive = None
    money: Money = None
    number: OptionalId = None
    score: Score = None
    real: Real = None
    flag: Flag = None
    day: Day = None
    numbers: Items[int] = None
    people: Items[Person] = None
    person: Annotated[Person | None, LENIENT] = None


THING = TypeAdapter(Thing)


def read(body: str) -> tuple[Thing, list[str]]:
    """Return the parsed body and the omitted parts."""
    reasons: list[str] = []
    return THING.validate_json(body, context={DEGRADED: reasons}), reasons


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("text", '"a"', "a"),
        ("text", '" a "', " a "),
        ("text", '""', None),
        ("text", '" \\t\\u00a0\\u2003"', None),
        ("text", '"\\u001c\\u001f"', None),
        ("whole", "0", 0),
        ("whole", '"7"', 7),
        ("positive", "7", 7),
        ("positive", '"7"', 7),
        ("money", "2923706026", 2_923_706_026),
        ("number", "2147483647", 2_147_483_647),
        ("number", "0", None),
        ("positive", "0", None),
        ("positive", '"0"', None),
        ("real", "0", 0.0),
        ("real", '"7.5"', 7.5),
        ("flag", "false", False),
        ("day", '"2024-02-29"', date(2024, 2, 29)),
        ("day", '""', None),
        ("numbers", "[]", []),
        ("numbers", "[1, null, 2]", [1, 2]),
        ("text", "null", None),
        ("positive", "null", None),
        ("numbers", "null", None),
    ],
)
def test_values_and_the_ways_to_write_unknown(field: str, value: str, expected: Any) -> None:
    thing, reasons = read(f'{{"{field}": {value}}}')
    assert (getattr(thing, field), reasons) == (expected, [])


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("text", "7", "text: Input should be a valid string"),
        ("whole", "1.5", "whole: Input should be a valid integer, got a number with a fractional part"),
        ("whole", "-7", "whole: Input should be greater than or equal to 0"),
        ("whole", "2147483648", "whole: Input should be less than 2147483648"),
        ("positive", "[]", "positive: Input should be a valid integer"),
        ("positive", "-7", "positive: Input should be greater than 0"),
        ("positive", "2147483648", "positive: Input should be less than 2147483648"),
        ("money", "-7", "money: Input should be greater than 0"),
        ("number", "-7", "number: Input should be greater than 0"),
        ("number", "1099511627776", "number: Input should be less than 2147483648"),
        ("real", "-0.5", "real: Input should be greater than or equal to 0"),
        ("score", "10.5", "score: Input should be less than or equal to 10"),
        ("real", '"NaN"', "real: Input should be a finite number"),
        ("real", '"Infinity"', "real: Input should be a finite number"),
        ("flag", '"perhaps"', "flag: Input should be a valid boolean, unable to interpret input"),
        ("day", '"2023-02-29"', "day: Input should be a valid date or datetime, day value is outside expected range"),
        ("numbers", "{}", "numbers: Input should be a valid list"),
        ("person", '{"name": "Ann"}', "person: Field required"),
    ],
)
def test_a_value_of_the_wrong_form_is_left_out_and_named(field: str, value: str, reason: str) -> None:
    thing, reasons = read(f'{{"{field}": {value}}}')
    assert (getattr(thing, field), reasons) == (None, [reason])


def test_a_list_loses_its_bad_items_only() -> None:
    thing, reasons = read('{"people": [{"id": 1, "name": 5}, {"name": "Ann"}, null, {"id": 2, "friends": [{}]}]}')
    assert thing.people == [Person(id=1), Person(id=2, friends=[])]
    assert sorted(set(reasons)) == [
        "friends: Field required",
        "name: Input should be a valid string",
        "people: Field required",
    ]


def test_a_reason_is_named_once_and_there_are_not_too_many() -> None:
    _, reasons = read('{"numbers": [' + ", ".join(['"x"'] * 50) + "]}")
    assert reasons == ["numbers: Input should be a valid integer, unable to parse string as an integer"]
    many = TypeAdapter(dict[str, Annotated[int | None, LENIENT]])
    collected: list[str] = [f"{number}: odd" for number in range(MOST_REASONS)]
    many.validate_json('{"a": "x"}', context={DEGRADED: collected})
    assert len(collected) == MOST_REASONS


def test_what_is_right_is_taken_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The way out costs Python for every value: a record of TMDB has thousands."""

    def way_out(*_: object) -> None:
        raise LookupError("the lenient form was used")

    monkeypatch.setattr(lenient, "_attempt", way_out)
    good = '{"text": "a", "whole": 0, "positive": 1, "real": 1.5, "flag": true, "day": "2024-01-01", "numbers": [1],'
    thing, _ = read(good + ' "people": [{"id": 1, "friends": [{"id": 2}]}], "person": {"id": 3, "name": null}}')
    assert thing.people == [Person(id=1, friends=[Person(id=2)])]
    with pytest.raises(LookupError, match="lenient"):
        read('{"whole": "x"}')
