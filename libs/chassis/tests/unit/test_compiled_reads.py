"""Statements as the driver takes them."""

import pytest
from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Text

from chassis.storage.reads import CompiledRead, literal_integer
from chassis.testing.sample_service import notes

pytestmark = pytest.mark.unit


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


def test_only_an_integer_becomes_part_of_the_text() -> None:
    read = CompiledRead(select(notes.c.id).limit(literal_integer("limit")))
    with pytest.raises(ValueError, match="Unknown format code 'd'"):
        read.text({"limit": "1; drop table notes"})
