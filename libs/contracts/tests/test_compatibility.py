"""Contracts only grow: what is written today is valid by every released schema, and breaking changes are seen."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import Field, create_model

from contracts.event import Contract, Event
from contracts.event_catalog import EVENT_BY_TYPE, EVENTS
from contracts.examples import EXAMPLES
from contracts.ingestion import MediaImportedV1
from contracts.library import LibraryEntryChangedV1
from contracts.stats import StatsUpdatedV1

pytestmark = pytest.mark.unit

SCHEMAS = Path(__file__).parents[1] / "schemas"

FEW = 30
"""How many instances are tried where none should be invalid; the slow tests try ten times as many."""

Problems = Callable[[type[Event]], list[str]]
SchemaProblems = Callable[..., list[str]]


@pytest.mark.parametrize("examples", [FEW, pytest.param(300, marks=pytest.mark.slow)])
@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_what_is_written_today_is_valid_by_every_committed_schema(
    event: type[Event], schema_problems: SchemaProblems, examples: int
) -> None:
    assert schema_problems(event, examples) == []


def test_every_released_event_is_still_there() -> None:
    released = {path.stem for path in (SCHEMAS / "released").rglob("*.json")}
    assert released
    assert sorted(released - EVENT_BY_TYPE.keys()) == []


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.type)
def test_what_is_written_is_read_back_the_same(
    event: type[Event], instances: Callable[[type[Contract]], st.SearchStrategy[Any]]
) -> None:
    @settings(max_examples=25, deadline=None, derandomize=True, database=None)
    @given(written=instances(event))
    def round_trip(written: Event) -> None:
        assert event.model_validate_json(written.to_json()) == written

    round_trip()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.type)
def test_examples_are_read_back_the_same(example: Event) -> None:
    assert type(example).model_validate_json(example.to_json()) == example


def test_every_event_has_a_typed_example() -> None:
    assert {type(example) for example in EXAMPLES} == set(EVENTS)


def _changed(contract: type[Event], *, without: tuple[str, ...] = (), **added: tuple[Any, Any]) -> type[Event]:
    """Make the event as a careless change would leave it: fields taken away, or declared again."""
    kept: dict[str, Any] = {
        name: (field.annotation, field) for name, field in contract.model_fields.items() if name not in without
    }
    careless = create_model(contract.__name__, __base__=Event, __module__=__name__, **(kept | added))
    careless.spec, careless.type, careless.topic = contract.spec, contract.type, contract.topic
    careless.key = contract.key  # type: ignore[method-assign]
    return careless


BREAKING = {
    "an optional field renamed": _changed(MediaImportedV1, without=("overview",), synopsis=(str | None, None)),
    "an optional field removed": _changed(LibraryEntryChangedV1, without=("rating",)),
    "a required field renamed": _changed(StatsUpdatedV1, without=("total_votes",), votes=(int, ...)),
    "a new required field": _changed(MediaImportedV1, certification=(str, ...)),
    "an optional field made required": _changed(MediaImportedV1, popularity=(float, ...)),
    "a number made a text": _changed(StatsUpdatedV1, total_votes=(str, ...)),
    "a range narrowed": _changed(LibraryEntryChangedV1, rating=(int | None, Field(default=None, le=10))),
    "a value taken away": _changed(LibraryEntryChangedV1, state=(Literal["planned", "watching"] | None, None)),
    "a part made a plain value": _changed(StatsUpdatedV1, scores=(float, ...)),
}


@pytest.mark.parametrize("careless", BREAKING.values(), ids=BREAKING.keys())
def test_a_change_that_old_records_do_not_survive_is_caught(careless: type[Event], golden_problems: Problems) -> None:
    assert golden_problems(careless) != []


WIDER = {
    "an optional field renamed": BREAKING["an optional field renamed"],
    "an optional field removed": BREAKING["an optional field removed"],
    "a required field renamed": BREAKING["a required field renamed"],
    "a number made a text": BREAKING["a number made a text"],
    "a whole number made a fraction": _changed(StatsUpdatedV1, total_votes=(float, Field(ge=0))),
    "a range widened": _changed(LibraryEntryChangedV1, rating=(int | None, Field(default=None, le=1000))),
    "a value added": _changed(LibraryEntryChangedV1, state=(Literal["planned", "paused"] | None, None)),
    "an instant made a text": _changed(MediaImportedV1, imported_at=(str, ...)),
    "a required field made nullable": _changed(MediaImportedV1, title=(str | None, None)),
}


@pytest.mark.parametrize("careless", WIDER.values(), ids=WIDER.keys())
def test_a_change_that_old_readers_do_not_survive_is_caught(
    careless: type[Event], schema_problems: SchemaProblems
) -> None:
    assert schema_problems(careless) != []


def test_a_new_optional_field_is_no_breaking_change(golden_problems: Problems, schema_problems: SchemaProblems) -> None:
    grown = _changed(MediaImportedV1, certification=(str | None, None))
    assert golden_problems(grown) == []
    assert schema_problems(grown, FEW) == []


def test_schemas_are_schemas() -> None:
    for text in {path.read_text(encoding="utf-8") for path in SCHEMAS.rglob("*.json")}:
        Draft202012Validator.check_schema(json.loads(text))
