"""Statements as the driver takes them."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from chassis.storage.reads import CompiledRead, literal, literal_integer
from chassis.testing.sample_service import notes

pytestmark = pytest.mark.unit

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_values_are_passed_by_position_and_each_once() -> None:
    read = CompiledRead(text("select :b, :a, :b").bindparams(bindparam("a", type_=ARRAY(Text))))
    values = {"a": ["x"], "b": 2, "unused": 3}
    assert read.text(values) == "select $1, $2::TEXT[], $1"
    assert read.arguments(values) == [2, ["x"]]


def test_values_of_the_statement_are_defaults() -> None:
    read = CompiledRead(select(notes.c.id).where(notes.c.applied > 7, notes.c.id == bindparam("id")))
    assert read.arguments({"id": "x"}) == [7, "x"]
    with pytest.raises(KeyError):
        read.arguments({})


def test_a_limit_is_part_of_the_text() -> None:
    read = CompiledRead(select(notes.c.id).limit(literal_integer("limit")).offset(literal_integer("offset")))
    assert read.text({"limit": 20, "offset": 40}).endswith("LIMIT 20 OFFSET 40")
    assert read.arguments({"limit": 20, "offset": 40}) == []


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (7, "7"),
        (True, "true"),
        ("science-fiction", "'science-fiction'"),
        ("US:8", "'US:8'"),
        (date(2026, 11, 21), "date '2026-11-21'"),
        ([3, 17], """'{"3","17"}'"""),
        (["null", "a-b"], """'{"null","a-b"}'"""),
        ([], "'{}'"),
    ],
)
def test_a_literal_is_part_of_the_text(value: object, written: str) -> None:
    read = CompiledRead(select(notes.c.id).where(notes.c.id == literal("value", Text())))
    assert read.text({"value": value}).endswith(f"notes.id = {written}")
    assert read.arguments({"value": value}) == []


@pytest.mark.parametrize("value", ["1; drop table notes --'", "a'b", "a\\b", ['a"b'], ["a,}'"], None, 1.5, NOON, b"a"])
def test_no_other_value_becomes_part_of_the_text(value: object) -> None:
    read = CompiledRead(select(notes.c.id).limit(literal_integer("limit")))
    with pytest.raises(TypeError, match="cannot be a part of a statement"):
        read.text({"limit": value})
