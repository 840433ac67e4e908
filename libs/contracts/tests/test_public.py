"""The public form of an event has the fields that are declared public, and nothing about users or operators."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from pydantic import ValidationError

from contracts.event import Contract, Event, StateEvent, event
from contracts.event_catalog import EVENTS, PUBLIC_EVENTS, catalog_problems
from contracts.examples import EXAMPLES
from contracts.export.schemas import public_schema_of
from contracts.ingestion import MediaImportedV1
from contracts.public import PUBLIC_FORMS, public_form

pytestmark = pytest.mark.unit

GOLDEN = Path(__file__).parent / "golden"
ID = UUID(int=1)
TIME = datetime(2026, 11, 2, 12, tzinfo=UTC)
PRIVATE = re.compile(
    r"user|owner|requested|editor|admin|operator|policy|listed|email|phone|token|secret|key$|attempt|fetched|outcome"
    r"|shadow|^sources?$",
    re.IGNORECASE,
)
"""Names of fields that are never public."""


def names_in(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for name, child in node.get("properties", {}).items():
            yield name
            yield from names_in(child)
        for child in (*node.get("$defs", {}).values(), node.get("items"), node.get("additionalProperties")):
            yield from names_in(child)
        for child in node.get("anyOf", ()):
            yield from names_in(child)


def test_public_events_are_those_about_titles_and_lists() -> None:
    assert [event.type for event in PUBLIC_EVENTS] == [
        "list.refreshed.v1",
        "availability.changed.v1",
        "media.changed.v1",
        "season.synced.v1",
        "media.imported.v1",
        "media.published.v1",
        "offers.changed.v1",
        "stats.updated.v1",
        "dropoff.analyzed.v1",
        "trend.changed.v1",
    ]


@pytest.mark.parametrize("public", PUBLIC_EVENTS, ids=lambda public: public.type)
def test_no_field_is_about_users_or_operators(public: type[Event]) -> None:
    names = set(names_in(public_schema_of(public)))
    assert names
    assert [name for name in names if PRIVATE.search(name)] == []


@pytest.mark.parametrize("private", [event for event in EVENTS if not event.spec.public], ids=lambda item: item.type)
def test_an_internal_event_has_no_public_form(private: type[Event]) -> None:
    assert private.type not in PUBLIC_FORMS
    with pytest.raises(ValueError, match="has no public form"):
        public_form(private)


def test_a_field_that_the_event_lacks_is_reported() -> None:
    @event("note.written.v1", publisher="notes", public=("version", "text"))
    class NoteWrittenV1(StateEvent):
        pass

    assert catalog_problems([NoteWrittenV1]) == ["note.written.v1 has no field text"]
    with pytest.raises(ValueError, match=r"note\.written\.v1 has no text"):
        public_form(NoteWrittenV1)
    assert NoteWrittenV1.spec.consumers == ("gateway",)


def check(written: Event) -> None:
    """Check the public form of an event against the event itself and against the public schema."""
    form, whole = PUBLIC_FORMS[written.type], json.loads(written.to_json())
    message = form.message(ID, TIME, written.to_json())
    data = json.loads(message.data)
    names = {type(written).model_fields[name].alias for name in written.spec.public}
    assert data["payload"] == {name: value for name, value in whole.items() if name in names}
    assert {name: value for name, value in data.items() if name != "payload"} == {
        "id": str(ID),
        "type": written.type,
        "time": "2026-11-02T12:00:00+00:00",
        "mediaId": whole.get("mediaId"),
    }
    assert str(message.media_id) == str(whole.get("mediaId"))
    assert b"\n" not in message.data
    assert b"\r" not in message.data
    Draft202012Validator(dict(public_schema_of(type(written))), format_checker=FormatChecker()).validate(
        data["payload"]
    )


@pytest.mark.parametrize("written", [item for item in EXAMPLES if item.spec.public], ids=lambda item: item.type)
def test_examples_have_their_public_fields(written: Event) -> None:
    check(written)


@pytest.mark.parametrize("public", PUBLIC_EVENTS, ids=lambda public: public.type)
def test_every_event_has_its_public_fields(
    public: type[Event], instances: Callable[[type[Contract]], st.SearchStrategy[Any]]
) -> None:
    @settings(max_examples=20, deadline=None, derandomize=True, database=None)
    @given(written=instances(public))
    def agrees(written: Event) -> None:
        check(written)

    agrees()


@pytest.mark.parametrize("public", PUBLIC_EVENTS, ids=lambda public: public.type)
def test_old_records_have_a_public_form(public: type[Event]) -> None:
    for sample in json.loads((GOLDEN / f"{public.type}.json").read_text(encoding="utf-8")):
        check(public.model_validate_json(json.dumps(sample["body"])))


def test_fields_of_newer_versions_stay_internal_at_any_depth() -> None:
    written = next(item for item in EXAMPLES if isinstance(item, MediaImportedV1) and item.genres)
    body = json.loads(written.to_json())
    body |= {"secret": 1, "genres": [{**genre, "secret": 1} for genre in body["genres"]]}
    message = PUBLIC_FORMS[written.type].message(ID, TIME, json.dumps(body).encode())
    assert b"secret" not in message.data


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b'{"version":"x"}', b"\xff"])
def test_a_body_that_is_not_of_the_contract_is_refused(body: bytes) -> None:
    with pytest.raises(ValidationError):
        PUBLIC_FORMS["media.imported.v1"].message(ID, TIME, body)
