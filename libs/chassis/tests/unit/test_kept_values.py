"""Values kept in memory: the newest ones that fit."""

import pytest

from chassis.storage.kept_values import KeptValues

pytestmark = pytest.mark.unit


def kept(values: KeptValues[str, str]) -> list[str | None]:
    return [values.get(key) for key in ("a", "b", "c")]


def test_the_values_that_were_kept_first_are_forgotten_first() -> None:
    values: KeptValues[str, str] = KeptValues(6, size_of=len)
    values.keep("a", "one")
    values.keep("b", "two")
    assert kept(values) == ["one", "two", None]

    values.keep("c", "x")
    assert kept(values) == [None, "two", "x"]


def test_a_newer_value_takes_the_place_of_the_former_one_and_is_the_newest() -> None:
    values: KeptValues[str, str] = KeptValues(6, size_of=len)
    values.keep("a", "one")
    values.keep("b", "two")
    values.keep("a", "six")
    assert kept(values) == ["six", "two", None]

    values.keep("c", "y")
    assert kept(values) == ["six", None, "y"]


def test_a_value_that_is_larger_alone_is_kept_until_the_next() -> None:
    values: KeptValues[str, str] = KeptValues(2, size_of=len)
    values.keep("a", "x")
    values.keep("b", "three")
    assert kept(values) == [None, "three", None]

    values.keep("c", "y")
    assert kept(values) == [None, None, "y"]


def test_values_count_as_one_without_a_size() -> None:
    values: KeptValues[str, str] = KeptValues(2)
    for key in ("a", "b", "c"):
        values.keep(key, key)
    assert kept(values) == [None, "b", "c"]
